"""The service's own pages, before any chain."""
