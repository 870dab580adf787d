"""Rule books: one folder each, with dated parameters, formulas, checks and cases."""
