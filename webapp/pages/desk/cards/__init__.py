"""A member's cards: issue, exchange, block, further ones, print."""
