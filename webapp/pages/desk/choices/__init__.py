"""What the programme leaves to the member to choose."""
