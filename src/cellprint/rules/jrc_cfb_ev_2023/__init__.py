"""Rule book: JRC CFB-EV June 2023."""
