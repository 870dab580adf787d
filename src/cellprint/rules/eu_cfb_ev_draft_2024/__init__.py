"""Rule book: Draft delegated act on vehicle batteries, 29 April 2024."""
