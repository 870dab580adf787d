"""TIDAS JSON: written here, from the tree of ILCD, which it shares."""
