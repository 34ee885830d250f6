"""Work that was given up, for whoever runs the platform."""
