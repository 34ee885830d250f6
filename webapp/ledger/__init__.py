"""Bonus lots, entries, counters by day, receipts and operations. `post.py` is the only writer; entries are never
changed.

Holds no rule. May import: the database and the engine's values.
"""
