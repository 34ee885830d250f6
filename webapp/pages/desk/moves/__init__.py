"""A receipt that was posted to the wrong guest."""
