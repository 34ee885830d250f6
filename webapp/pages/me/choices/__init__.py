"""What the programme leaves to its members."""
