"""The chain in figures, each as a chart, a table and a file."""
