"""Who shares the account."""
