"""What owners and managers do away from the counter."""
