"""Asking to leave the programme."""
