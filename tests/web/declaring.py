"""What tests of declarations share: the forms, and how their pages are read."""

from __future__ import annotations

from typing import Any

import httpx
from lxml import html as lxml_html

STUDY = "/en/studies/lfp-ctp-yibin/declaration"
API = "/api/v1/studies/lfp-ctp-yibin/declaration"
SECRET = "correct horse battery"  # noqa: S105  (of keys that live as long as a test)
KEY = {"owner": "Example Battery", "name": "plant-1", "passphrase": SECRET, "again": SECRET}


def tree(text: str) -> Any:
    """Return a page as a tree; the stubs of lxml know too many kinds of answers."""
    return lxml_html.fromstring(text)


def codes(page: httpx.Response) -> list[str]:
    """Return the codes that the alert of a page names."""
    found: list[str] = tree(page.text).xpath("//section[@role='alert']//p[@class='code']/code[1]")
    return [str(getattr(one, "text", "")) for one in found]


def multipart(fields: dict[str, str]) -> dict[str, tuple[None, str]]:
    """Return fields of a form as a browser sends a form that may hold files."""
    return {name: (None, value) for name, value in fields.items()}
