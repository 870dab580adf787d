"""Chinese notices and norms that are not bound to one rule book, as dated parameters."""
