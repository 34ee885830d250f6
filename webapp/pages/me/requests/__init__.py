"""What a member asks for, and what came of it."""
