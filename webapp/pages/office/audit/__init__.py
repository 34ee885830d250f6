"""What was done in the chain, by whom, when and where."""
