"""Where the office begins."""
