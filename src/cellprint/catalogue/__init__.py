"""Read and validate the shipped data, compile releases, look up providers."""
