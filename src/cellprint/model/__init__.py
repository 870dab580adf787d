"""The words of the field as types: documents, quantities, inventories. No input or output."""
