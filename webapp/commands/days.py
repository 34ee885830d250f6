"""A day among the arguments of a command."""

import argparse
from datetime import date


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day is wanted, as 2027-03-03, not {text!r}") from None
