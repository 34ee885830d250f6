"""The questionnaire once more."""
