"""A receipt while it is put together."""
