"""Schemes in force, imported components, adjustments; computing, freezing and publishing totals."""
