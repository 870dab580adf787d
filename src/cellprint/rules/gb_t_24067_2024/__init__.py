"""Rule book: GB/T 24067-2024."""
