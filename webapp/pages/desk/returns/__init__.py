"""Taking lines of a receipt back."""
