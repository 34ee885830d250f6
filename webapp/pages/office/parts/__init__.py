"""The parts of the draft, each with its form."""
