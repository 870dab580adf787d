"""The web application: a thin face of the use cases."""
