"""Tablets of the counters."""
