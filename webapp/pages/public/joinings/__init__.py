"""Joining by the electronic questionnaire."""
