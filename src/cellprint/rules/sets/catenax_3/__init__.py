"""Catena-X PCF Rulebook v3: exemption limit and update trigger."""
