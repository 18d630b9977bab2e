"""Assessment periods and their states."""
