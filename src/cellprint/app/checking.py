"""Check a study against a rule book, and say which duties a battery has when."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from cellprint.app.compute import Computation
from cellprint.app.documents import Json, text_json
from cellprint.app.method_document import method_lines
from cellprint.app.rule_facts import rule_facts
from cellprint.errors import BadInputError
from cellprint.rules.battery import Category
from cellprint.rules.checks import CheckResult, coverage, run_checks
from cellprint.rules.messages import Message
from cellprint.rules.obligations import Duty, Placing, ScopeKind, duties, register
from cellprint.rules.outcome import Outcome

REGISTERS = ("eu-2023-1542", "cn-law")
_CATEGORIES = {one.value.lower().replace("_", "-"): one for one in Category}


def check_document(computed: Computation) -> Json:
    """Return every check of the rule book with its answer, and how much of the law is mapped."""
    results = run_checks(computed.book, rule_facts(computed))
    counts = Counter(result.outcome for result in results)
    document = computed.document
    standing = {finding.code for finding in computed.standing}
    return {
        "schema": "cellprint/checklist/1",
        "study": document["study"],
        "rulebook": document["rulebook"],
        "footprint_digest": document["digest"],
        "counts": {outcome.value: counts[outcome] for outcome in Outcome},
        "checks": [_check_json(result) for result in results],
        "supplier_declarations": [row for row in document["findings"] if row["code"] in standing],
        **dict(method_lines(document)),
        "coverage": coverage_json(),
    }


def coverage_json() -> Json:
    """Return the demands of Annex II and the PEF method with the checks that answer them."""
    demands = coverage()
    return {
        "demands": len(demands),
        "checked": sum(1 for demand in demands if demand.checks),
        "not_applicable": sum(1 for demand in demands if demand.not_applicable is not None),
        "open": [
            demand.id for demand in demands if not demand.checks and demand.not_applicable is None
        ],
    }


def has_failed(document: Json) -> bool:
    """Return whether a check of the document failed."""
    return bool(document["counts"][Outcome.FAIL.value])


def obligations_document(*, category: str, on: date, energy_kwh: Decimal | None = None) -> Json:
    """Return which duties hold for a battery placed on the market on a day.

    Args:
        category: `ev`, `ind`, `ind-ext`, `lmt`, `sli`, `port` or `material`.
        on: day of placing on the market.
        energy_kwh: rated energy [kWh], which some duties depend on.

    Raises:
        CP-UNC-007: an unknown category.
    """
    found = _CATEGORIES.get(category.lower())
    if found is None:
        near = tuple(_CATEGORIES)[:3]
        raise BadInputError.of("CP-UNC-007", where="--category", found=category, near=near)
    placing = Placing(placed_on_market=on, category=found, energy_kwh=energy_kwh)
    return {
        "schema": "cellprint/obligations/1",
        "category": category.lower(),
        "date": on.isoformat(),
        "registers": [_register_json(name, placing) for name in REGISTERS],
    }


def _register_json(name: str, placing: Placing) -> Json:
    acts = register(name)
    return {
        "id": name,
        "market": acts.market,
        "evidence_date": acts.evidence_date.isoformat(),
        "duties": [
            _duty_json(duty)
            for duty in duties(placing, acts)
            if duty.scope.kind is not ScopeKind.OUT
        ],
    }


def _duty_json(duty: Duty) -> Json:
    return {
        "id": duty.cell,
        "name": text_json(duty.label),
        "reference": duty.reference,
        "value": str(duty.value) if duty.value is not None else None,
        "applies_from": duty.applies_from.isoformat() if duty.applies_from else None,
        "not_before": duty.not_before.isoformat() if duty.not_before else None,
        "missing_acts": list(duty.missing_acts),
        "unknown_acts": list(duty.unknown_acts),
        "notes": [_message_json(note) for note in duty.notes],
    }


def _check_json(result: CheckResult) -> Json:
    return {
        "id": result.id,
        "outcome": result.outcome.value,
        "title": text_json(result.title),
        "reference": result.reference,
        "evidence": text_json(result.evidence),
        "failing": text_json(result.failing) if result.failing is not None else None,
        "details": [_message_json(detail) for detail in result.details],
        "missing": list(result.missing),
    }


def _message_json(message: Message) -> Json:
    return {"en": message.get("en"), "zh": message.get("zh")}
