"""Altair specifications as pure functions."""
