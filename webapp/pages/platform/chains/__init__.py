"""The chains, for whoever runs the platform."""
