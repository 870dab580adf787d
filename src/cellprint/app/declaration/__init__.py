"""Use cases around signed declarations: keys, declare, disclose, verify, review."""
