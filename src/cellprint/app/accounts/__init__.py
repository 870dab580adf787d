"""Accounts of the people who share one server: who they are, what they may, how they come in."""
