"""Bonuses granted and withdrawn by hand."""
