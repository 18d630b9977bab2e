"""Reverse ballots: those below rate those above, and nobody can tell who wrote which."""
