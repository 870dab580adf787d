"""Electricity resolvers as data; read by `cellprint.rules.electricity`."""
