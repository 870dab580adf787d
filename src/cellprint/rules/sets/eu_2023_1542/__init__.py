"""Articles and annexes of Regulation (EU) 2023/1542 as dated parameters and obligations."""
