"""Parameter sets that are no rule book of their own; rule books name those they stand on."""
