"""The member's card, to be shown at the counter."""
