"""Rule book: PACT v3."""
