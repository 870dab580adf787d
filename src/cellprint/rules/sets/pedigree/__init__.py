"""Default spreads from quality scores: an option, never a default."""
