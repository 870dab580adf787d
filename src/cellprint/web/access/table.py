"""The one table of who may use which address.

An address that has no row is refused to everybody, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from re import Pattern

from starlette.routing import compile_path

from cellprint.app.accounts.roles import RIGHTS, Right, Role
from cellprint.errors import Finding

# Whoever asks, logged in or not.
ANYONE = None

_ROWS: Mapping[Right | None, tuple[str, ...]] = {
    ANYONE: (
        "GET /",
        "GET /favicon.ico",
        "GET /static/{file}",
        "GET /{lang}/login",
        "POST /{lang}/login",
    ),
    Right.SEE: (
        "GET /openapi.json",
        "GET /api/v1/studies",
        "GET /api/v1/studies/{ref}",
        "GET /api/v1/studies/{ref}/footprint",
        "GET /api/v1/studies/{ref}/charts/{chart}",
        "GET /api/v1/studies/{ref}/explain",
        "GET /api/v1/studies/{ref}/direct",
        "GET /api/v1/studies/{ref}/uncertainty",
        "GET /api/v1/studies/{ref}/sensitivity",
        "GET /api/v1/studies/{ref}/whatif",
        "GET /api/v1/studies/{ref}/check",
        "GET /api/v1/compare",
        "GET /api/v1/products/{name}",
        "GET /api/v1/catalogue",
        "GET /api/v1/catalogue/{name}",
        "GET /api/v1/catalogue/{name}/balances",
        "GET /api/v1/obligations",
        "GET /api/v1/rule-books",
        "GET /api/v1/schemas/{name}",
        "GET /api/v1/studies/{ref}/declaration",
        "GET /api/v1/declarations",
        "GET /api/v1/declarations/{digest}/{name}",
        "GET /api/v1/keys",
        "GET /api/v1/journal",
        "GET /api/v1/journal/{position}",
        "GET /{lang}/",
        "GET /{lang}/studies",
        "GET /{lang}/template.yaml",
        "GET /{lang}/template.xlsx",
        "GET /{lang}/studies/{ref}/study.yaml",
        "GET /{lang}/compare",
        "GET /{lang}/catalogue",
        "GET /{lang}/catalogue/{name}",
        "GET /{lang}/catalogue/{name}/places",
        "GET /{lang}/obligations",
        "GET /{lang}/studies/{ref}",
        "GET /{lang}/studies/{ref}/trace",
        "GET /{lang}/studies/{ref}/whatif",
        "GET /{lang}/studies/{ref}/uncertainty",
        "GET /{lang}/studies/{ref}/check",
        "GET /{lang}/studies/{ref}/declaration",
        "GET /{lang}/declarations/{digest}",
        "GET /{lang}/declarations/{digest}/{name}",
        "GET /{lang}/journal",
        "GET /{lang}/journal/{position}",
        "GET /{lang}/account",
        "POST /{lang}/account/password",
        "POST /{lang}/logout",
    ),
    Right.VERIFY: (
        "POST /api/v1/journal/check",
        "POST /api/v1/verify",
        "POST /{lang}/journal",
        "GET /{lang}/verify",
        "POST /{lang}/verify",
    ),
    Right.EDIT: (
        "POST /api/v1/studies",
        "POST /api/v1/compute",
        "POST /{lang}/studies",
        "POST /api/v1/studies/{ref}/declaration",
        "POST /{lang}/studies/{ref}/declaration",
        "POST /{lang}/studies/{ref}/declaration/key",
        "POST /{lang}/journal/checkpoint",
        "GET /{lang}/marked/{name}.xlsx",
    ),
}
TABLE: Mapping[str, Right | None] = {row: right for right, rows in _ROWS.items() for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of the application: method, pattern of the path, and what answers there."""

    method: str
    path: str
    endpoint: Callable[..., object]

    @property
    def row(self) -> str:
        """Return what the table calls it."""
        return f"{self.method} {self.path}"


class Addresses:
    """The addresses of the application in the order in which they are tried."""

    def __init__(self, addresses: Iterable[Address]) -> None:
        self.all = tuple(addresses)
        self._patterns: tuple[tuple[Pattern[str], Address], ...] = tuple(
            (compile_path(address.path)[0], address) for address in self.all
        )

    def find(self, method: str, path: str) -> Address | None:
        """Return what will answer a request, None where nothing does."""
        wanted = "GET" if method == "HEAD" else method
        for pattern, address in self._patterns:
            if address.method == wanted and pattern.match(path):
                return address
        return None


def may_open(path: str, role: Role) -> bool:
    """Tell whether a role may open the page of a path pattern."""
    right = TABLE.get(f"GET {path}", Right.EDIT)
    return right is ANYONE or right in RIGHTS[role]


def refusal(address: Address | None, role: Role | None) -> tuple[int, Finding] | None:
    """Return why somebody may not use an address, with the HTTP status; None where he may.

    Args:
        address: what would answer; None for an address that does not exist.
        role: role of who asks; None for somebody who is not logged in.
    """
    if address is not None and address.row not in TABLE:
        return 403, Finding(code="CP-WEB-106", where="access", details={"found": address.row})
    # What does not exist is told to those who may see what does.
    right = Right.SEE if address is None else TABLE[address.row]
    if right is ANYONE:
        return None
    if role is None:
        return 401, Finding(code="CP-WEB-101", where="access")
    if right not in RIGHTS[role]:
        details = {"role": ROLE_NAMES[role], "right": RIGHT_NAMES[right]}
        return 403, Finding(code="CP-WEB-102", where="access", details=details)
    return None


ROLE_NAMES: Mapping[Role, Mapping[str, str]] = {
    Role.READER: {"en": "reader", "zh": "查看者"},
    Role.EDITOR: {"en": "editor", "zh": "编辑者"},
    Role.VERIFIER: {"en": "verifier", "zh": "核查员"},
}
RIGHT_NAMES: Mapping[Right, Mapping[str, str]] = {
    Right.SEE: {"en": "see", "zh": "查看"},
    Right.EDIT: {
        "en": "upload and compute studies, sign declarations with the key's passphrase",
        "zh": "上传和计算研究，用密钥口令签署声明",
    },
    Right.VERIFY: {"en": "verify declarations and the journal", "zh": "验证声明和日志"},
}
