"""The flag that a member's data do not match."""
