"""The electronic questionnaire, behind a one-time link."""
