"""What every request passes first: only this machine, no other site's forms, bounded bodies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cellprint.errors import Finding

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_BODY = 6_000_000
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Some encodings yield half letters, which can be neither stored nor shown.
_OTHER_ENCODING = re.compile(r"charset(?!\s*=\s*\"?utf-8\"?\s*(?:;|$))", re.IGNORECASE)

# No script or style stands in a page; nothing is asked of another machine.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware that refuses what should not reach the application, and sets headers.

    A page of another site could point its own name at this machine and read everything; the host
    of a request tells. It could also send a form here; the origin of the request tells.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: Iterable[str] = LOCAL_HOSTS, secure: bool = False
    ) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.secure = secure  # pages are reached over TLS only, so forms come from such pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a refusal."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refused = self._refusal(scope["method"], Headers(scope=scope))
        if refused is None:
            await self.app(scope, receive, with_headers)
        else:
            await _answer(with_headers, *refused)

    def _refusal(self, method: str, headers: Headers) -> tuple[int, Finding] | None:
        host = headers.get("host", "")
        if _name(host) not in self.hosts:
            return 400, Finding(code="CP-WEB-002", where="Host", details={"found": host[:80]})
        if method in _READING:
            return None
        origin = _foreign_origin(headers, host, secure=self.secure)
        if origin:
            return 403, Finding(code="CP-WEB-004", where="Origin", details={"found": origin[:80]})
        size = headers.get("content-length", "")
        if not size.isdecimal() or int(size) > MAX_BODY:
            details = {"found": size[:20] or "?", "limit": MAX_BODY}
            return 413, Finding(code="CP-WEB-005", where="Content-Length", details=details)
        kind = headers.get("content-type", "")
        if _OTHER_ENCODING.search(kind):
            problem = {"en": "only UTF-8 is read", "zh": "只接受 UTF-8"}
            details = {"found": kind[:80], "problem": problem}
            return 415, Finding(code="CP-WEB-006", where="Content-Type", details=details)
        return None


def _name(host: str) -> str:
    """Return the name of a `Host` header, without the port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _foreign_origin(headers: Headers, host: str, *, secure: bool) -> str:
    """Return where the request comes from when that is another site, else nothing.

    A program that states neither is no browser and cannot be misled by a page.
    """
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin", "")
    if site not in {"same-origin", "none"}:
        return origin or site
    if origin and urlsplit(origin).netloc != host:
        return origin
    if secure and origin and not origin.startswith("https://"):
        return origin
    return ""


async def _answer(send: Send, status: int, finding: Finding) -> None:
    """Send a refusal as a problem document (RFC 9457)."""
    document = {"title": finding.what(), "status": status, "findings": [finding.to_json()]}
    body = json.dumps(document, ensure_ascii=False).encode("utf-8")
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
