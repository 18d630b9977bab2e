"""Pages that show what came of it: the board of totals, each department, its records, and the ledger."""
