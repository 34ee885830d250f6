"""Where the chain is."""
