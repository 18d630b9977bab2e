"""The one door: a response comes in once, gets its receipt, and becomes its evaluations."""
