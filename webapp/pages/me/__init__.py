"""What a member sees of their own, on the phone."""
