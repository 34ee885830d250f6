"""What rules do, a module for each effect: the form it has in a document, what it does, how it is told and undone.

`refuse`, `discount` and `earn` are steps of every sale: their forms stand here, what a sale makes of them in `rules`.
"""
