"""SimaPro CSV: read."""
