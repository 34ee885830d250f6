"""Opening a tablet by PIN."""
