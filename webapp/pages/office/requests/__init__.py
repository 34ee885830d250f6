"""One request of a guest, to be answered."""
