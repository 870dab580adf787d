"""What a declaration would say before anybody signs it, and what stands against signing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cellprint.app.checking import check_document
from cellprint.app.data import shipped_catalogue
from cellprint.app.declaration.body import Envelope, declared, projected
from cellprint.app.declaration.house import House, document_name
from cellprint.app.declaration.keys import KeyLine, listed, log_origin, own_history
from cellprint.app.declaration.paper import no_pages
from cellprint.app.declaration.suppliers import supplier_declarations
from cellprint.app.documents import Json, text_json
from cellprint.app.rule_facts import rule_facts
from cellprint.errors import Finding
from cellprint.model.declaration import Declaration
from cellprint.rules.outcome import Outcome
from cellprint.store.key_state import KeyState

if TYPE_CHECKING:
    from cellprint.app.compute import Computation

SCHEMA = "cellprint/declaration-draft/1"
_UNSIGNED = "0" * 64
_OPEN = frozenset({Outcome.FAIL.value, Outcome.NOT_ASSESSABLE.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A declaration that nobody has signed.

    Attributes:
        declaration: what it would say; what only signing makes holds zeros.
        keys: own keys that can sign now, the newest last.
        obstacles: what stands against signing, and warnings that would go with it.
        missing: content that the rule book asks for and the study does not give.
        checks: demands of the rule book that are not met or cannot be assessed.
    """

    declaration: Declaration
    keys: tuple[KeyLine, ...]
    obstacles: tuple[Finding, ...]
    missing: tuple[Json, ...]
    checks: tuple[Json, ...]

    @property
    def can_be_signed(self) -> bool:
        """Return whether nothing stands against it."""
        return not any(finding.severity == "error" for finding in self.obstacles)

    def to_json(self) -> Json:
        """Return the draft as a document."""
        return {
            "schema": SCHEMA,
            "declaration": projected(self.declaration),
            "can_be_signed": self.can_be_signed,
            "obstacles": [{**one.to_json("en"), "zh": one.to_json("zh")} for one in self.obstacles],
            "missing": list(self.missing),
            "checks": list(self.checks),
        }


def draft(house: House, computed: Computation, *, at: datetime, folder: Path) -> Draft:
    """Return what a study would declare now; see `declare_computed` for the arguments.

    Raises:
        CP-DECL-005: its validity would be over.
    """
    keys = usable_keys(house, at=at)
    name = document_name("declaration", computed.study.study.id, computed.book.id)
    latest = house.store.latest(name)
    suppliers = supplier_declarations(house, computed.study, folder, at=at, rules=computed.book.id)
    envelope = Envelope(
        id=name,
        version=1 if latest is None else latest.version + 1,
        supersedes="" if latest is None else latest.digest,
        issued_at=at,
        valid_to=None,
        issuer=keys[-1].owner if keys else "",
        kid=keys[-1].kid if keys else "",
        log=log_origin(own_history(house)) if keys else "",
        commitment=_UNSIGNED,
        suppliers=[item.to_json() for item in suppliers],
    )
    return Draft(
        declaration=declared(computed, envelope),
        keys=keys,
        obstacles=(
            *_obstacles(computed, keys, at=at),
            *(finding for item in suppliers for finding in item.findings),
        ),
        missing=tuple(_missing(computed)),
        checks=tuple(
            check for check in check_document(computed)["checks"] if check["outcome"] in _OPEN
        ),
    )


def usable_keys(house: House, *, at: datetime) -> tuple[KeyLine, ...]:
    """Return the own keys that can sign at a time, the newest last."""
    usable = [line for line in listed(house, at=at) if line.held and line.state is KeyState.ACTIVE]
    return tuple(sorted(usable, key=lambda line: line.valid_from))


def _obstacles(
    computed: Computation, keys: tuple[KeyLine, ...], *, at: datetime
) -> Iterator[Finding]:
    if not keys:
        day = at.date().isoformat()
        yield Finding(code="CP-DECL-013", where="keys", details={"at": day})
    digest = computed.catalogue.digest
    if digest != shipped_catalogue().digest:
        yield Finding(code="CP-DECL-006", where="catalogue", details={"digest": digest})
    yield from no_pages(wanted=None)


def _missing(computed: Computation) -> Iterator[Json]:
    """Yield the content that the rule book asks for and the study does not give."""
    given = rule_facts(computed).contents or frozenset()
    for item in computed.book.required_content:
        if item.id not in given:
            yield {
                "id": item.id,
                "name": text_json(item.label),
                "reference": item.reference,
            }
