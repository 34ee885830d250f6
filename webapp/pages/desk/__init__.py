"""The desk: staff on a tablet at the counter. Every page works without script; htmx only saves loading it whole."""
