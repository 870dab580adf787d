"""From a computed study to the body of its declaration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from cellprint.app.checking import check_document
from cellprint.app.declaration.clock import later
from cellprint.app.documents import Json, text_json
from cellprint.errors import BadInputError
from cellprint.model.canonical import digest
from cellprint.model.classification import JsonObject
from cellprint.model.declaration import (
    DIGITS,
    SCHEMA,
    SETTLED,
    Declaration,
    declaration_body,
    parse_declaration,
)
from cellprint.model.inventory import Status, Text
from cellprint.rules.book import RuleBook, parameter_set
from cellprint.rules.outcome import NotAssessable
from cellprint.store.encoding import moment_text

if TYPE_CHECKING:
    from cellprint.app.compute import Computation

VALIDITY_SET, VALIDITY = "pact-3", "pact.validity_max"
_TOTALS = ("total", "per_kwh_capacity", "per_product")
_ROUNDING = Context(prec=DIGITS)

_LIMITS = {
    "draft": Text(
        en=(
            "The rule book is a draft or has not been checked against its source. The result "
            "fulfils no legal duty and may change when the rules are adopted."
        ),
        zh="所用规则集为草案或尚未与原文核对。本结果不履行任何法定义务，规则通过后可能变化。",
    ),
    "unverified_issuer": Text(
        en=(
            "The signature shows who declares and that nothing was changed since. It does not show "
            "that the data are true; only a review by an independent verifier speaks about that."
        ),
        zh="签名只说明声明方身份以及签署后未被改动，并不说明数据属实；后者须由独立核查方审查。",
    ),
    "climate": Text(
        en="Climate change only; other effects on the environment are not counted.",
        zh="仅涉及气候变化，不含其他环境影响。",
    ),
    "rounding": Text(
        en=(
            f"Numbers are rounded to {DIGITS} significant digits, so that parts may not add up to "
            "the total in the last digit."
        ),
        zh=f"数值修约至 {DIGITS} 位有效数字，各部分之和可能与总值末位不符。",
    ),
    "comparison": Text(
        en="Comparable only with the same rule book, functional unit and boundary.",
        zh="仅可与规则集、功能单位和系统边界均相同的结果比较。",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the body says beside the footprint: who declares, when, and what came before."""

    id: str
    version: int
    supersedes: str
    issued_at: datetime
    valid_to: datetime | None
    issuer: str
    kid: str
    log: str
    commitment: str
    suppliers: Sequence[Json] = ()


def declared(computed: Computation, envelope: Envelope) -> Declaration:
    """Return the declaration of a computed study.

    Raises:
        CP-DECL-005: it would end before it begins.
    """
    body: JsonObject = {
        "schema": SCHEMA,
        "id": envelope.id,
        "version": envelope.version,
        "supersedes": envelope.supersedes or None,
        "issued_at": moment_text(envelope.issued_at, where="issued_at"),
        "validity": _validity(computed, envelope),
        "issuer": {"name": envelope.issuer, "kid": envelope.kid, "log": envelope.log},
        **projection(computed),
        "suppliers": list(envelope.suppliers),
        "commitment": {"format": "sd-jwt", "digest": envelope.commitment},
    }
    return parse_declaration(body, where="declaration")


def projection(computed: Computation) -> JsonObject:
    """Return the part of the body that follows from the study, catalogue and rule book alone."""
    document = computed.document
    study = computed.study.study
    legal = study.declaration
    statuses = {row["status"]: row["share"] for row in document["data"]["by_status"]}
    return {
        "manufacturer": _manufacturer(computed),
        "product": _product(document),
        "plant": _plant(document),
        "period": document["period"],
        "functional_unit": {
            name: document["functional_unit"][name]
            for name in ("id", "text", "unit", "per_battery")
        },
        "boundary": "cradle_to_grave",
        **{name: _quantity(document[name]) for name in _TOTALS},
        "stages": [
            _numbers(stage, "value", "per_product", "share") for stage in document["stages"]
        ],
        "electricity_methods": [_method(method) for method in document["electricity_methods"]],
        "data_status": [_numbers(row, "share") for row in document["data"]["by_status"]],
        "unverified_share": rounded(document["unverified_share"]),
        "company_data_share": rounded(statuses[Status.COMPANY.value]),
        "rulebook": _rulebook(document, computed.book),
        "checks": _checks(computed),
        "declaration_of_conformity": legal.conformity_number if legal else None,
        "public_study": legal.public_study if legal else None,
        "recipe": _recipe(document),
        "limits": [text_json(text) for text in limits(computed.book)],
    }


def projected(declaration: Declaration) -> JsonObject:
    """Return the part of a declaration that `projection` computes again."""
    apart = {"schema", "id", "version", "supersedes", "issued_at", "validity", "issuer"}
    apart |= {"suppliers", "commitment"}
    body = declaration_body(declaration)
    return {name: value for name, value in body.items() if name not in apart}


def limits(book: RuleBook) -> tuple[Text, ...]:
    """Return what a declaration under `book` does not say."""
    names = ("unverified_issuer", "climate", "comparison", "rounding")
    common = tuple(_LIMITS[name] for name in names)
    return common if str(book.status) in SETTLED else (_LIMITS["draft"], *common)


def rounded(text: str) -> str:
    """Return a decimal string with the few digits that a declaration states.

    >>> rounded("0.236988835659"), rounded("26064"), rounded("0")
    ('0.2370', '26060', '0')
    """
    number = Decimal(text)
    return "0" if number == 0 else format(_ROUNDING.plus(number), "f")


def _quantity(amount: Json) -> Json:
    return _numbers(amount, "value")


def _numbers(row: Json, *names: str) -> Json:
    return {**row, **{name: rounded(row[name]) for name in names}}


def _method(method: Json) -> Json:
    shown = {name: method[name] for name in ("id", "name", "counts", "assessable", "total")}
    return shown if shown["total"] is None else _numbers(shown, "total")


def _validity(computed: Computation, envelope: Envelope) -> Json:
    end, basis = envelope.valid_to, "stated by the issuer"
    if end is None:
        end, basis = _longest(computed, envelope)
    if end <= envelope.issued_at:
        raise BadInputError.of("CP-DECL-005", where="--valid-until", found=end.date().isoformat())
    return {
        "from": moment_text(envelope.issued_at, where="validity.from"),
        "to": moment_text(end, where="validity.to"),
        "basis": basis,
    }


def _longest(computed: Computation, envelope: Envelope) -> tuple[datetime, str]:
    """Return the end of validity that PACT names: some years after the period of the data."""
    parameters = parameter_set(VALIDITY_SET)
    years = parameters.number_at(VALIDITY, envelope.issued_at.date())
    last = computed.study.period_days[1]
    end = datetime(last.year, last.month, last.day, tzinfo=envelope.issued_at.tzinfo)
    if isinstance(years, NotAssessable):
        return later(envelope.issued_at, years=1), "one year, because no rule is valid on this day"
    reference = parameters.history(VALIDITY)[-1].reference
    return later(end, years=int(years)), f"{years} years after the period of the data ({reference})"


def _manufacturer(computed: Computation) -> Json | None:
    maker = computed.study.study.manufacturer
    if maker is None:
        return None
    return {"name": text_json(maker.name.text()), "address": maker.address}


def _product(document: Json) -> Json:
    battery = document["battery"]
    return {
        **document["product"],
        "category": battery["category"],
        "vehicle": battery["vehicle"],
        "capacity_kwh": battery["capacity_kwh"],
        "usable_energy_kwh": battery["usable_energy_kwh"],
        "mass_kg": battery["mass_kg"],
    }


def _plant(document: Json) -> Json:
    place = document["plant_location"]
    return {
        "name": place["plant"],
        "location": place["code"],
        "location_name": place["name"],
        "place": place["place"],
    }


def _rulebook(document: Json, book: RuleBook) -> Json:
    return {**document["rulebook"], "reference": book.reference, "digest": digest(book)}


def _checks(computed: Computation) -> list[Json]:
    # Which facts are missing would name the materials of the study.
    names = ("id", "title", "reference", "outcome")
    checks: list[Json] = check_document(computed)["checks"]
    return [{name: check[name] for name in names} for check in checks]


def _recipe(document: Json) -> Json:
    return {
        "catalogue_release": document["catalogue"]["release"],
        "catalogue_digest": document["catalogue"]["digest"],
        "gwp_set": document["gwp_set"],
        "engine_version": document["engine"]["version"],
        "footprint_schema": document["schema"],
    }
