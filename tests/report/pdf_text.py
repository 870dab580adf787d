"""The text of a PDF, as a reader of the file sees it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest


def pdf_text(data: bytes) -> str:
    """Return the words of all pages, one space between them."""
    pypdf = pytest.importorskip("pypdf", reason="needs pypdf, of the extra dev")
    pages = pypdf.PdfReader(BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
