"""The product beside its bare limits, interleaved in one run: `make bench` prints a table and writes
bench.json (design 12).
"""
