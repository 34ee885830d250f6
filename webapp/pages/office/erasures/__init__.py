"""Owners erase the data of a guest who asks for it in writing."""
