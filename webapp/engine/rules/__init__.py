"""One file for a kind of rule: conditions, tables, discounts, earnings, spending. Each compiles a part of the document
into plain functions.
"""
