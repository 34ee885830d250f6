"""A receipt: posting one, and its slip."""
