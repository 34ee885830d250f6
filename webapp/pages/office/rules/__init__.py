"""The rules of the programme: what is in force, what was and what comes."""
