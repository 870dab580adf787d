"""Benchmark of the engine beside bw2calc and bw_graph_tools, on systems of a realistic shape."""
