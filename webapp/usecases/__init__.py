"""What people and machines can do, one file for a verb: lock, gather facts, decide, post, commit.

Time is an argument. Holds no rule (the engine's) and no HTTP. May import: ledger, store, database, engine.
"""
