"""What follows from the rules: pure functions of a programme document and of facts.

Holds: the document's language, the order of things, lots, levels, cards, certificates, journals.
Does not hold: a clock, a database, HTTP, chance.
May import: the standard library, pydantic, the YAML reader, `holidays`.
"""
