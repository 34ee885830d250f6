"""An operator signs in and out of the console."""
