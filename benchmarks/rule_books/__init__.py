"""Time of a full comparison of all rule books."""
