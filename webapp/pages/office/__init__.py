"""Pages of the office: for those who run the chain."""
