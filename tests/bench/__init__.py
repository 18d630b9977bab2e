"""What the house costs, measured: ``make bench`` runs it and writes ``docs/benchmarks.md``. No test times anything."""
