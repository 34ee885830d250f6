"""Own secrets and sign-ins."""
