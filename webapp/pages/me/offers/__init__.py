"""What the chain offers a member."""
