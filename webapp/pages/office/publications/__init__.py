"""Rules are published: the draft, or an earlier revision once more."""
