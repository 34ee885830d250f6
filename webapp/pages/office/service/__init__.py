"""The chain and the service that carries it: taking everything along, consent to a look inside, closing."""
