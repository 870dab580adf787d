"""Compute a declaration again from its evidence, and name what differs.

Nothing is computed with content that the signature does not cover: where a digest differs, that is
the answer, and what depends on it is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from cellprint.app.declaration.body import projected, projection
from cellprint.app.declaration.evidence import (
    CATALOGUE,
    FOOTPRINT,
    RULES,
    STUDY,
    SUPPLIERS,
    bundled_catalogue,
    rules_bytes,
)
from cellprint.app.declaration.inventory import shown_lines
from cellprint.app.declaration.lines import inventory_lines
from cellprint.app.declaration.outcome import Checked, State, attempted, checked, not_checked
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.documents import Json
from cellprint.errors import CellprintError, Finding
from cellprint.formats.study_yaml import load_study
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import JsonObject, pointer
from cellprint.model.study_resolve import resolve_study
from cellprint.model.study_resolved import ResolvedStudy
from cellprint.rules.book import rule_book
from cellprint.store.bundle import Bundle
from cellprint.store.strict_json import parse_object

if TYPE_CHECKING:
    from cellprint.app.compute import Computation

SHOWN = 5
COMPUTED = ("footprint", "declaration", "lines")


def recompute_checks(
    bundle: Bundle, signed: SignedDeclaration, *, claims: JsonObject
) -> list[Checked]:
    """Return the checks of study, catalogue and rules, and of everything computed from them.

    Args:
        bundle: the evidence.
        signed: the declaration.
        claims: what the inventory token opens; the digests of study, result and suppliers.
    """
    resolved: list[ResolvedStudy] = []
    checks = [
        attempted("study", lambda: _study_findings(bundle, claims, resolved)),
        checked("catalogue", _catalogue_findings(bundle, signed)),
        attempted("rules", lambda: _rules_findings(bundle, signed)),
        checked("suppliers", _supplier_findings(bundle, claims)),
    ]
    if any(check.state is State.FAILED for check in checks[:3]):
        return [*checks, *(not_checked(name) for name in COMPUTED)]
    try:
        computed = _computed(bundle, signed, resolved[0])
    except CellprintError as error:
        return [*checks, Checked(id="footprint", state=State.FAILED, findings=error.findings)]
    return [
        *checks,
        attempted("footprint", lambda: _footprint_findings(bundle, claims, computed)),
        checked("declaration", _declaration_findings(signed, computed)),
        checked("lines", _line_findings(shown_lines(claims), computed)),
    ]


def differences(found: object, expected: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the JSON pointers at which two documents differ.

    >>> list(differences({"a": [1, 2]}, {"a": [1, 3], "b": 0}))
    ['/a/1', '/b']
    """
    if isinstance(found, dict) and isinstance(expected, dict):
        for name in sorted({*found, *expected}):
            if name not in found or name not in expected:
                yield pointer((*path, name))
            else:
                yield from differences(found[name], expected[name], (*path, name))
    elif isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for number, (one, other) in enumerate(zip(found, expected, strict=True)):
            yield from differences(one, other, (*path, str(number)))
    elif found != expected:
        yield pointer(path) or "/"


def _study_findings(
    bundle: Bundle, claims: JsonObject, resolved: list[ResolvedStudy]
) -> Iterator[Finding]:
    loaded = load_study(bundle.files[STUDY], name=STUDY)
    study = resolve_study(loaded.study, where=loaded.where)
    resolved.append(study)
    expected = str(claims.get("study", "-"))
    if study.digest != expected:
        yield _differs("CP-DECL-026", STUDY, study.digest, expected)


def _catalogue_findings(bundle: Bundle, signed: SignedDeclaration) -> Iterator[Finding]:
    found = sha256(bundle.files[CATALOGUE]).hexdigest()
    expected = signed.declaration.recipe.catalogue_digest
    if found != expected:
        yield _differs("CP-DECL-026", CATALOGUE, found, expected)


def _rules_findings(bundle: Bundle, signed: SignedDeclaration) -> Iterator[Finding]:
    expected = signed.declaration.rulebook.digest
    found = sha256(bundle.files[RULES]).hexdigest()
    if found != expected:
        yield _differs("CP-DECL-026", RULES, found, expected)
        return
    # The formulas of a rule book are code; its data have to be those of this installation.
    here = rules_bytes(rule_book(signed.declaration.rulebook.id))
    if here != bundle.files[RULES]:
        stated = parse_object(bundle.files[RULES], where=RULES)
        yield _differing("CP-DECL-036", RULES, parse_object(here, where=RULES), stated)


def _supplier_findings(bundle: Bundle, claims: JsonObject) -> Iterator[Finding]:
    rows = claims.get("suppliers")
    stated = {
        f"{SUPPLIERS}{row['id']}.json": str(row["digest"])
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and {"id", "digest"} <= set(row)
    }
    there = {
        name: sha256(data).hexdigest()
        for name, data in bundle.files.items()
        if name.startswith(SUPPLIERS)
    }
    for name in sorted({*stated, *there}):
        if stated.get(name) != there.get(name):
            yield _differs("CP-DECL-026", name, there.get(name, "-"), stated.get(name, "-"))


def _computed(bundle: Bundle, signed: SignedDeclaration, study: ResolvedStudy) -> Computation:
    from cellprint.app.compute import compute_study  # noqa: PLC0415  (numpy and scipy)

    catalogue = bundled_catalogue(bundle)
    return compute_study(catalogue, study, rules=signed.declaration.rulebook.id)


def _footprint_findings(
    bundle: Bundle, claims: JsonObject, computed: Computation
) -> Iterator[Finding]:
    document = computed.document
    stated = parse_object(bundle.files[FOOTPRINT], where=FOOTPRINT)
    expected = str(claims.get("footprint", "-"))
    if canonical_json(document) != bundle.files[FOOTPRINT]:
        yield _differing("CP-DECL-037", FOOTPRINT, document, stated)
    elif document["digest"] != expected:
        yield _differs("CP-DECL-026", FOOTPRINT, str(document["digest"]), expected)


def _declaration_findings(signed: SignedDeclaration, computed: Computation) -> Iterator[Finding]:
    again = parse_object(canonical_json(_present(projection(computed))), where="declaration")
    stated = projected(signed.declaration)
    if again != stated:
        yield _differing("CP-DECL-037", "declaration", again, stated)


def _present(value: object) -> object:
    """Return JSON without members that are null: a declaration leaves out what is not known."""
    if isinstance(value, dict):
        return {name: _present(member) for name, member in value.items() if member is not None}
    return [_present(item) for item in value] if isinstance(value, list) else value


def _line_findings(lines: Sequence[Json], computed: Computation) -> Iterator[Finding]:
    wanted = [dict(line) for line in inventory_lines(computed)]
    # The token scatters its lines among decoys, but keeps their order.
    if list(lines) != wanted:
        details = {"found": len(lines), "expected": len(wanted)}
        yield Finding(code="CP-DECL-028", where="inventory", details=details)


def _differs(code: str, where: str, found: str, expected: str) -> Finding:
    details = {"found": found[:16], "expected": expected[:16]}
    return Finding(code=code, where=where, details=details)


def _differing(code: str, where: str, again: object, stated: object) -> Finding:
    places = list(differences(again, stated))
    shown = ", ".join(places[:SHOWN]) + (" …" if len(places) > SHOWN else "")
    return Finding(code=code, where=where, details={"places": shown or "/", "count": len(places)})
