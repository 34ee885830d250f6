"""The first page of a new chain."""
