"""Databases of other tools: read, linked, computed, kept in private, and written again."""
