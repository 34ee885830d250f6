"""Whose a certificate is."""
