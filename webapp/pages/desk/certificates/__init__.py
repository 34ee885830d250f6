"""A certificate at the counter: found by its code, looked at, used."""
