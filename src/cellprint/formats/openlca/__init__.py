"""openLCA JSON-LD: schema 1 and 2 are read, schema 2 is written."""
