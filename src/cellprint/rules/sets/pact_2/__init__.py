"""PACT methodology v2: exemption limits."""
