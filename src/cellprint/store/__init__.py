"""Documents and journal in a database."""
