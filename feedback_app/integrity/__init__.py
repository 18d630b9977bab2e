"""Whether evaluations stand: quarantine, exclusion, and their undoing, each with a reason and a name."""
