"""Everything that is kept beside the ledger: chains, people, cards, rules, certificates; tables and named queries.

Holds no rule and no balance. May import: the database and the engine's values.
"""
