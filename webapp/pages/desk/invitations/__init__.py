"""Joining the staff, or choosing a new secret, by a link."""
