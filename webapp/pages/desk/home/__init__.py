"""The desk's first page: one field that finds a member."""
