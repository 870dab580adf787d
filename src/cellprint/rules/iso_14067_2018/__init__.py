"""Rule book: ISO 14067:2018."""
