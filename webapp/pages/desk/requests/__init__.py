"""Requests of guests, as they are typed in at the desk."""
