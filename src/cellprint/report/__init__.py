"""Statements to HTML, PDF and workbook."""
