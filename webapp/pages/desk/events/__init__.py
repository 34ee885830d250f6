"""Events of a member that the rules answer to."""
