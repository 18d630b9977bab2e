"""Who is rated and who rates: units and their service points."""
