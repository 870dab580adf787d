"""GBA GHG Rulebook: exemption limit."""
