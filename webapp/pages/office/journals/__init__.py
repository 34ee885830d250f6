"""The journals that rules are tried on before they are published."""
