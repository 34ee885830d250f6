"""The first version of the API: a module for each noun."""
