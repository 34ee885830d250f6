"""Bringing a friend."""
