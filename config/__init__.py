"""How a process starts: settings from the environment, gunicorn's file, the locks of what is installed."""
