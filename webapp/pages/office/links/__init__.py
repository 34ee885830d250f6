"""A link that is good once, shown to be sent on."""
