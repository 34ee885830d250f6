"""One-time links to an electronic questionnaire."""
