"""Brightway: the workbooks (xlsx) of its Excel importer are read."""
