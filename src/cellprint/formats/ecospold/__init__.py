"""EcoSpold 1 and 2: read."""
