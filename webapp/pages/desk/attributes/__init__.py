"""Facts on a member that the rules read."""
