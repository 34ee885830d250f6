"""Another phone."""
