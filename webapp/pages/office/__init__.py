"""The office: owners and managers run their chain. Every page works without script, as the desk's do."""
