"""What a chain tells everyone: its rules in words, its salons, whom to ask."""
