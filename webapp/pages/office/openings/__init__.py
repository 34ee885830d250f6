"""Members brought over from elsewhere."""
