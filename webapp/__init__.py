"""Laurel: loyalty programmes of salon chains, run from documents."""
