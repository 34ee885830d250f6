"""Who works for the chain, and what they may."""
