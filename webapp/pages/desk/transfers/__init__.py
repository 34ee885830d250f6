"""Bonuses given to another member."""
