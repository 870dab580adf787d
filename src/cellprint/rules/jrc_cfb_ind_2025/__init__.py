"""Rule book: JRC CFB-IND April 2025."""
