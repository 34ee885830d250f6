"""A call that anyone may ask for."""
