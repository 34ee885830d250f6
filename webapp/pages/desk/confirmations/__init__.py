"""Asking for the mail that confirms an address once more."""
