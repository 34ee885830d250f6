"""Signing a chain up."""
