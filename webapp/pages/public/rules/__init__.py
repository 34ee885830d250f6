"""Revisions of the rules, one by one."""
