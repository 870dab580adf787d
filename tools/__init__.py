"""Small programs that the Makefile and the documentation build use; not part of the package."""
