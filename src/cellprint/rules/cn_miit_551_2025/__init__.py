"""Rule book: MIIT notice 551 (2025)."""
