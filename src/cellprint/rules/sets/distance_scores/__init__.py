"""Data-quality scores that follow from how far a link had to reach."""
