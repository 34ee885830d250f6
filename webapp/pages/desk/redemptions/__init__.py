"""Rewards that are no part of a receipt."""
