"""How fast the web application answers on the demonstration's data."""
