"""What search engines ask for first."""
