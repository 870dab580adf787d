"""One file per outside format: read into the model, write from the model."""
