"""A device becomes a tablet of the chain."""
