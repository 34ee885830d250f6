"""By what a member comes in, and where they are signed in."""
