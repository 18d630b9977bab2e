"""The ways of hearing people: one package each, none of which knows another."""
