"""The inventory lines that a declaration commits to, and the token that hides them.

The token also hides what binds a declaration to its study: the digest of the study, of the result
and of the suppliers' declarations. In the open, a digest would let anybody try amounts until one
fits; behind a salt it tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING

from cellprint.app.numbers import decimal_string
from cellprint.errors import BadInputError
from cellprint.model.classification import Json, JsonObject
from cellprint.store.disclosure import Disclosure, SdJwt, issue
from cellprint.store.encoding import RandomBytes
from cellprint.store.jws import ed25519_jwk
from cellprint.store.keys import SigningKey

if TYPE_CHECKING:
    from cellprint.app.compute import Computation
    from cellprint.model.study_resolved import ResolvedAmount

TYP = "cellprint-inventory+sd-jwt"
# Claims that bind study, result and suppliers; hidden like the lines.
BINDING = ("study", "footprint", "suppliers")


def inventory_lines(computed: Computation) -> tuple[JsonObject, ...]:
    """Return every line of the study, per one battery, in the order of the file."""
    return tuple(_line(amount) for amount in computed.study.amounts)


def commit(
    computed: Computation,
    *,
    declaration: str,
    version: int,
    issued_at: datetime,
    suppliers: Sequence[Json],
    key: SigningKey,
    random_bytes: RandomBytes,
) -> SdJwt:
    """Return the token that commits to every inventory line and to the study, showing nothing.

    The issuer's key is named as that of the holder, so that a presentation can be bound to one
    recipient.

    Raises:
        CP-CHAIN-070, CP-STORE-026: the random source fails.
    """
    lines = inventory_lines(computed)
    claims: JsonObject = {
        "declaration": declaration,
        "version": version,
        "iat": int(issued_at.timestamp()),
        "lines": list[Json](lines),
        "study": computed.study.digest,
        "footprint": str(computed.document["digest"]),
        "suppliers": list[Json](suppliers),
    }
    return issue(
        claims,
        hidden=[*(f"/{name}" for name in BINDING), *(_pointer(at) for at in range(len(lines)))],
        key=key,
        typ=TYP,
        random_bytes=random_bytes,
        holder=ed25519_jwk(key.public),
    )


def token_digest(token: str) -> str:
    """Return the SHA-256 of the issuer-signed token, 64 hex digits."""
    return sha256(token.encode("ascii")).hexdigest()


def kept(token: SdJwt, lines: Collection[JsonObject]) -> JsonObject:
    """Return the content of the issuer's private document: token, disclosures, names of lines."""
    openings = {item.pointer: item for item in token.disclosures}
    rows: list[Json] = []
    for position, line in enumerate(lines):
        item = openings[_pointer(position)]
        row = {"encoded": item.encoded, "digest": item.digest, "pointer": item.pointer}
        rows.append({"line": str(line["id"]), "content": line, **row})
    return {"token": token.token, "disclosures": rows}


def opened(content: JsonObject, wanted: Collection[str]) -> str:
    """Return the presentation that opens the lines `wanted`.

    Raises:
        CP-DECL-020: there is no such line; the nearest are named.
    """
    rows = content["disclosures"]
    listed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    by_line = {str(row["line"]): row for row in listed}
    for name in wanted:
        if name not in by_line:
            near = tuple(get_close_matches(name, by_line, n=3, cutoff=0.3))
            raise BadInputError.of("CP-DECL-020", where="--lines", near=near, found=name)
    token = SdJwt(
        token=str(content["token"]),
        disclosures=tuple(
            Disclosure(
                pointer=str(row["pointer"]), encoded=str(row["encoded"]), digest=str(row["digest"])
            )
            for row in listed
        ),
    )
    return token.compact([str(by_line[name]["pointer"]) for name in wanted])


def _pointer(position: int) -> str:
    return f"/lines/{position}"


def _line(amount: ResolvedAmount) -> JsonObject:
    source = amount.source
    return {
        "id": amount.id,
        "stage": amount.stage,
        "section": amount.section,
        "kind": amount.kind.value,
        "flow": amount.flow,
        "amount": decimal_string(amount.amount),
        "unit": amount.unit,
        "site": amount.site,
        "from": amount.location,
        "route": amount.route,
        "process": amount.process,
        "supplier": amount.supplier,
        "supply": list(amount.supply),
        "source": source.document if source is not None else "",
        "status": amount.citation().status.value,
    }
