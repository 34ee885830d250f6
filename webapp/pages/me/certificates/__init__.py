"""The certificates that a member ordered."""
