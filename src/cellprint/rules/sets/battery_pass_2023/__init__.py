"""Battery Pass rules v1.1 (2023): sector rules for co-products and recycling."""
