"""Questionnaires that wait for a decision."""
