"""Certificates in the office: what is to be done with them, and one of them with its life."""
