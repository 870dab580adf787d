"""One module per version of the schema; a module once released is never changed."""
