"""Published figures computed again; see docs/explanation/reproduction.md."""
