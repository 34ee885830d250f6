"""A password of one's own."""
