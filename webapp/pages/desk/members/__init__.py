"""A member: the sheet, opening an account, activation."""
