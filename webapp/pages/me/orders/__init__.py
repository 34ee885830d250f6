"""The catalogue of certificates and an order."""
