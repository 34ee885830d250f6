"""People on one account without a card."""
