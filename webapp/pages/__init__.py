"""HTTP for people: a folder for an audience, in it one for a noun with its routes and forms; templates mirror them.

Holds no rule and no query. May import: use cases, translations, and the values that use cases answer with.
"""
