"""What is kept of a member: told, taken along, closed, erased."""
