"""Declarations of suppliers that a study rests on: read, verified, and compared with the study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath, PureWindowsPath

from cellprint.app.counting import DEFAULT_BOOK
from cellprint.app.data import working_catalogue
from cellprint.app.declaration.batches import batch_findings
from cellprint.app.declaration.files import given
from cellprint.app.declaration.house import House
from cellprint.app.declaration.issuer_checks import issuer_checks
from cellprint.app.declaration.outcome import Checked
from cellprint.app.declaration.review import known_status
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.declaration.trust import Trust, trust_of
from cellprint.app.documents import Json
from cellprint.app.opening import open_study
from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.model.declaration import DIGITS, Declaration
from cellprint.model.quantity import convert, parse_quantity
from cellprint.model.study_resolve import resolve_study
from cellprint.model.study_resolved import ResolvedFootprint, ResolvedStudy
from cellprint.rules.book import RuleBook, rule_book
from cellprint.store.review import ReviewState

GATE = ("raw_materials", "manufacturing")
_PER_CAPACITY = frozenset({"kWh_capacity", "kWh_pack", "kWh_cell"})
# What is over is told, and the result stands with the mark; the rest is no footprint to rely on.
_MARKS = frozenset({"CP-DECL-023"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """A supplier's declaration with what was found about it.

    Attributes:
        batches: (journal of the supplier, batch) for each batch that the study names.
    """

    id: str
    digest: str
    data: bytes
    findings: tuple[Finding, ...]
    batches: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> Json:
        """Return what the customer's declaration says of it: the findings, not whose it is."""
        codes = [finding.code for finding in self.findings]
        return {"findings": list(dict.fromkeys(codes))}

    def report(self) -> Json:
        """Return the line with its findings in both languages."""
        findings = [
            {**finding.to_json("en"), "zh": finding.to_json("zh")} for finding in self.findings
        ]
        return {"id": self.id, "digest": self.digest, "findings": findings}


def check_suppliers(
    house: House, path: Path, *, at: datetime, rules: str = ""
) -> tuple[Supplied, ...]:
    """Return what holds of the suppliers' declarations that a study file names.

    Raises:
        CP-CLI-004: there is no such file; CP-STUDY-…: it is not a study.
    """
    if not path.is_file():
        raise BadInputError.of("CP-CLI-004", where=str(path), found=path.name)
    loaded = open_study(path, working_catalogue())
    study = resolve_study(loaded.study, where=loaded.where)
    return supplier_declarations(house, study, path.parent, at=at, rules=rules)


def supplier_declarations(
    house: House, study: ResolvedStudy, folder: Path, *, at: datetime, rules: str = ""
) -> tuple[Supplied, ...]:
    """Return the suppliers' declarations that a study names, in its order.

    Nothing is raised about them: what is wrong with one is a finding of it, an error where the
    declaration cannot be relied on, a warning where it can with a mark.
    """
    trust = trust_of(house)
    book = rule_book(rules or study.study.rulebook or DEFAULT_BOOK)
    named = [
        footprint
        for footprint in study.supplier_footprints.values()
        if footprint.entry.declaration is not None
    ]
    found = [
        _supplied(house, footprint, folder, study=study, book=book, trust=trust, at=at)
        for footprint in named
    ]
    seen: set[tuple[str, str]] = set()
    return tuple(_with_batches(house, item, study=study.study.id, seen=seen) for item in found)


def unsound(found: Iterable[Supplied]) -> tuple[Finding, ...]:
    """Return why declarations of suppliers cannot be relied on; empty when they can."""
    return tuple(
        finding for item in found for finding in item.findings if finding.severity == "error"
    )


def gate_value(declaration: Declaration, unit: str) -> Decimal | None:
    """Return the cradle-to-gate footprint [kg CO2e] per `unit` of a declared battery.

    `unit` is kg, or kWh of capacity; None for a unit that a battery is not counted in, or where a
    stage up to the gate is not declared.
    """
    stages: dict[str, Decimal] = {
        stage.id: Decimal(stage.per_product) for stage in declaration.stages
    }
    if not set(GATE) <= set(stages):
        return None
    total = sum((stages[name] for name in GATE), Decimal(0))
    product = declaration.product
    if unit == "kg":
        return total / Decimal(product.mass_kg)
    return total / Decimal(product.capacity_kwh) if unit in _PER_CAPACITY else None


def _supplied(
    house: House,
    footprint: ResolvedFootprint,
    folder: Path,
    *,
    study: ResolvedStudy,
    book: RuleBook,
    trust: Trust,
    at: datetime,
) -> Supplied:
    name = footprint.entry.id
    try:
        signed = named_declaration(footprint, folder)
    except CellprintError as error:
        return Supplied(id=name, digest="0" * 64, data=b"", findings=error.findings)
    findings = [
        *_trusted(issuer_checks(signed, trust=trust, at=at)),
        *_ended(house, signed, trust=trust),
        *_comparison(footprint, signed.declaration, book=book, study=study),
    ]
    log = signed.declaration.issuer.log
    return Supplied(
        id=name,
        digest=signed.digest,
        data=signed.data,
        findings=tuple(findings),
        batches=tuple((log, batch) for batch in footprint.entry.batches or ()),
    )


def _with_batches(
    house: House, item: Supplied, *, study: str, seen: set[tuple[str, str]]
) -> Supplied:
    found = [
        finding
        for log, batch in item.batches
        for finding in batch_findings(house, study=study, log=log, batch=batch, seen=seen)
    ]
    return replace(item, findings=(*item.findings, *found)) if found else item


def named_declaration(footprint: ResolvedFootprint, folder: Path) -> SignedDeclaration:
    """Return the declaration that a study names.

    Raises:
        CP-DECL-040: the path is not a relative one, or the file is no declaration.
        CP-…: as `given`.
    """
    text = footprint.entry.declaration or ""
    absolute = PurePosixPath(text).is_absolute() or bool(PureWindowsPath(text).anchor)
    if absolute or "\\" in text or "\0" in text or ":" in text:
        raise BadInputError.of("CP-DECL-040", where=footprint.where, found=text)
    signed = given(folder / text).signed
    if signed is None:
        raise BadInputError.of("CP-DECL-040", where=footprint.where, found=text)
    return signed


def _trusted(checks: list[Checked]) -> Iterator[Finding]:
    for check in checks:
        for finding in check.findings:
            mark = finding.code in _MARKS
            yield _warning(finding) if mark else finding


def _ended(house: House, signed: SignedDeclaration, *, trust: Trust) -> Iterator[Finding]:
    """Yield that a declaration was withdrawn or superseded, as far as this house knows."""
    try:
        state = known_status(house, signed, trust=trust).status.state
    except CellprintError as error:
        yield from error.findings
        return
    if state in (ReviewState.WITHDRAWN, ReviewState.SUPERSEDED):
        yield Finding(code="CP-DECL-047", where="review", details={"state": state.value})


def _comparison(
    footprint: ResolvedFootprint, declaration: Declaration, *, book: RuleBook, study: ResolvedStudy
) -> Iterator[Finding]:
    yield from _value_findings(footprint, declaration)
    where, entry = footprint.where, footprint.entry
    if declaration.recipe.gwp_set != book.gwp_set:
        details = {"found": declaration.recipe.gwp_set, "expected": book.gwp_set}
        yield Finding(code="CP-DECL-043", where=where, details=details, severity="warning")
    if declaration.rulebook.id != book.id:
        details = {"found": declaration.rulebook.id, "expected": book.id}
        yield Finding(code="CP-DECL-044", where=where, details=details, severity="warning")
    if declaration.period.to <= study.period_days[0]:
        details = {"found": str(declaration.period.to), "expected": str(study.period_days[0])}
        yield Finding(code="CP-DECL-045", where=where, details=details, severity="warning")
    stated = entry.primary_data_share
    declared = Decimal(declaration.company_data_share) * 100
    if stated is None or _percent(stated, where) > declared + Decimal("0.5"):
        details = {"found": stated or "-", "expected": f"{declared:.1f} %"}
        yield Finding(code="CP-DECL-046", where=where, details=details, severity="warning")


def _value_findings(footprint: ResolvedFootprint, declaration: Declaration) -> Iterator[Finding]:
    """Compare the stated value with the declared one, to the digits that are written."""
    declared = gate_value(declaration, footprint.unit)
    if declared is None:
        details = {"unit": footprint.unit}
        yield Finding(code="CP-DECL-041", where=footprint.where, details=details)
        return
    stated = Decimal(footprint.value_text)
    # Half a unit of the last digit written here, and of the digits that a declaration keeps.
    half = Decimal((0, (5,), int(stated.as_tuple().exponent) - 1))
    kept = abs(declared) * Decimal(5).scaleb(-DIGITS)
    if abs(declared - stated) > half + kept:
        details = {"found": footprint.value_text, "expected": f"{declared:.6g}"}
        yield Finding(code="CP-DECL-042", where=footprint.where, details=details)


def _percent(text: str, where: str) -> Decimal:
    share = convert(parse_quantity(text, where=where), "percent", where=where)
    return Decimal(repr(share.value))


def _warning(finding: Finding) -> Finding:
    return Finding(
        code=finding.code, where=finding.where, details=finding.details, severity="warning"
    )
