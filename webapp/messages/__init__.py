"""What goes out of the house: the outbox, and whoever carries what lies in it. May import: store, database, engine."""
