"""Versions of the database schema, applied in order by `store.database`."""

from __future__ import annotations

HEAD = "0002"
