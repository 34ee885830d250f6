"""A questionnaire, typed in from paper."""
