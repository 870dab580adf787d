"""cellprint: carbon footprint of lithium batteries along their whole chain."""

from __future__ import annotations

__version__ = "0.1.0"
