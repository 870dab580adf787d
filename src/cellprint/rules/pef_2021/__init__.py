"""Rule book: PEF method 2021/2279."""
