"""The commands of `laurel`, a file a noun. Each has `add(subparsers)`, which sets `run`: arguments in, exit code."""
