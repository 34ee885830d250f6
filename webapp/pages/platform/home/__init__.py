"""What Laurel is."""
