"""GHG Protocol Product Standard (2011): completeness."""
