"""What happened to the account, and why."""
