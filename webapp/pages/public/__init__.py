"""A chain's pages for everyone."""
