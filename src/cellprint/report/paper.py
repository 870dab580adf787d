"""What the pages of a declaration say, in one language, beside the statement of its footprint.

The pages are public like the declaration: nothing of a footprint is printed that leads back to the
amounts of its study.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cellprint.charts.reading import JsonObject
from cellprint.charts.words import unit_words
from cellprint.errors import code_texts
from cellprint.i18n import Lang, Translator, translator
from cellprint.model.declaration import Declaration, Words
from cellprint.model.terms import status_name
from cellprint.report.build import PART, build_statement
from cellprint.report.numbers import as_stated, significant
from cellprint.report.statement import Fact, Statement

# Letters of a number that somebody wrote down, such as 12345.6.
LONGEST = 7
# Findings that speak of rules and formulas; the others quote lines or masses of the study.
_ABOUT_RULES = frozenset({f"CP-LINK-{number:03d}" for number in (7, 9, 10, 11, 12)})

# What quotes a mass of the study → the same without it, for the public pages.
_WITHOUT_AMOUNTS = {"CP-LINK-013": "CP-LINK-017"}


def published(document: JsonObject) -> JsonObject:
    """Return a footprint document without what is not public.

    The remark of the study, findings that quote its lines, and electricity factors that come from
    its contracts instead of the catalogue are left out. A part of the mass without an end of life
    is told without the masses.
    """
    findings = list(_public_findings(_rows(document, "findings")))
    # Providers that a study makes itself are called `contract:…`, `own:…`, `supplier:…`.
    factors = [row for row in _rows(document, "electricity_factors") if ":" not in row["id"]]
    study = document["study"]
    shown = {**study, "note": None} if isinstance(study, Mapping) else study
    return {**document, "study": shown, "findings": findings, "electricity_factors": factors}


def _public_findings(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        code = _WITHOUT_AMOUNTS.get(row["code"])
        if row["code"] in _ABOUT_RULES:
            yield row
        elif code is not None:
            text = code_texts()[code]
            yield {**row, "code": code, "what": dict(text.what), "fix": dict(text.fix)}


def _rows(document: JsonObject, name: str) -> Sequence[Mapping[str, str]]:
    found = document.get(name)
    return found if isinstance(found, list) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One check of the rule book."""

    id: str
    title: str
    reference: str
    outcome: str
    outcome_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Everything that the pages say in one language.

    Attributes:
        standing: title and text of what the rules are worth; it stands on the first page.
        settled: whether the rules are in force or published.
        statement: the footprint, with the numbers that the HTML report shows.
        identity: who, what, where, when. `signature`: by which key, in which journal.
        method: the rule book and what it stands on. `recipe`: what it is computed from.
    """

    lang: Lang
    title: str
    standing: tuple[str, str]
    settled: bool
    statement: Statement
    identity: tuple[Fact, ...]
    signature: tuple[Fact, ...]
    method: tuple[Fact, ...]
    recipe: tuple[Fact, ...]
    checks: tuple[CheckRow, ...]
    limits: tuple[str, ...]
    labels: Mapping[str, str]


def build_paper(
    document: JsonObject, declaration: Declaration, *, digest: str, lang: Lang
) -> Paper:
    """Return what the pages of a declaration say in `lang`.

    Args:
        document: the footprint document that the declaration stands on.
        declaration: the declaration.
        digest: SHA-256 of the signed declaration; empty for one that nobody has signed yet, whose
            paper leaves out what only signing makes.
        lang: language of every label.

    Raises:
        CP-CHART-001 … CP-CHART-005: the document cannot be read, or does not add up.
    """
    _ = translator(lang, PART)
    return Paper(
        lang=lang,
        title=_("Carbon footprint declaration"),
        standing=_standing(declaration, lang),
        settled=declaration.rulebook.settled,
        statement=build_statement(published(document), lang=lang),
        identity=tuple(_identity(declaration, lang)),
        signature=tuple(_signature(declaration, digest, _)),
        method=tuple(_method(declaration, lang)),
        recipe=tuple(_recipe(declaration, _, signed=bool(digest))),
        checks=tuple(_checks(declaration, lang)),
        limits=tuple(_of(text, lang) for text in declaration.limits),
        labels=_labels(_),
    )


def _of(words: Words, lang: Lang) -> str:
    return words.zh if lang == "zh" else words.en


def _standing(declaration: Declaration, lang: Lang) -> tuple[str, str]:
    _ = translator(lang, PART)
    book = declaration.rulebook
    name, status = _of(book.name, lang), status_name(book.status, lang)
    title = _("Rules: {status}").format(status=status)
    if book.settled:
        return title, name
    text = _("“{name}” has not been adopted or not been checked. This declares no legal status.")
    return title, text.format(name=name)


def _identity(declaration: Declaration, lang: Lang) -> Iterator[Fact]:
    _ = translator(lang, PART)
    maker, plant, product = declaration.manufacturer, declaration.plant, declaration.product
    not_stated = _("not stated")
    if maker is not None:
        words = (_of(maker.name, lang), maker.address)
        yield Fact(label=_("Manufacturer"), value=", ".join(word for word in words if word))
    else:
        yield Fact(label=_("Manufacturer"), value=not_stated)
    kind = (product.id, product.chemistry, product.category.upper(), product.vehicle)
    yield Fact(label=_("Battery model"), value=" · ".join(word for word in kind if word))
    size = f"{_number(product.capacity_kwh)} kWh · {_number(product.mass_kg)} kg"
    yield Fact(label=_("Capacity and mass"), value=size)
    place = (_of(plant.name, lang), plant.place, _of(plant.location_name, lang), plant.location)
    yield Fact(label=_("Plant"), value=", ".join(word for word in place if word))
    span = _("{first} up to {last} (excluded)")
    period = span.format(first=declaration.period.from_, last=declaration.period.to)
    yield Fact(label=_("Period of the data"), value=period)
    validity = declaration.validity
    valid = span.format(first=validity.from_[:10], last=validity.to[:10])
    yield Fact(label=_("Valid"), value=valid)
    conformity = declaration.declaration_of_conformity or not_stated
    yield Fact(label=_("EU declaration of conformity"), value=conformity)
    yield Fact(label=_("Public study"), value=declaration.public_study or not_stated)


def _number(text: str) -> str:
    """Return a number with its own digits, or with few where it was computed."""
    return as_stated(Decimal(text)) if len(text) <= LONGEST else significant(Decimal(text))


def _signature(declaration: Declaration, digest: str, _: Translator) -> Iterator[Fact]:
    issuer = declaration.issuer
    yield Fact(label=_("Issuer"), value=issuer.name)
    if digest:
        yield Fact(label=_("Signing key"), value=issuer.kid)
        yield Fact(label=_("Signed at"), value=declaration.issued_at[:19] + "Z")
        yield Fact(label=_("Journal"), value=issuer.log)
    name = _("{id}, version {version}").format(id=declaration.id, version=declaration.version)
    yield Fact(label=_("Declaration"), value=name)
    if digest:
        yield Fact(label=_("SHA-256 of the declaration"), value=digest)


def _method(declaration: Declaration, lang: Lang) -> Iterator[Fact]:
    _ = translator(lang, PART)
    book, unit = declaration.rulebook, declaration.functional_unit
    yield Fact(label=_("Rule book"), value=f"{_of(book.name, lang)} ({book.id} {book.version})")
    yield Fact(label=_("Status of the rules"), value=status_name(book.status, lang))
    yield Fact(label=_("Rules read on"), value=book.evidence_date.isoformat())
    yield Fact(label=_("Made from"), value=book.reference)
    yield Fact(label=_("Functional unit"), value=_of(unit.text, lang))
    yield Fact(label=_("Boundary"), value=_("cradle to grave, without the use phase"))
    yield Fact(label=_("Characterisation factors"), value=declaration.recipe.gwp_set)
    total = declaration.total
    yield Fact(label=_("Total as declared"), value=f"{total.value} {unit_words(total.unit, lang)}")


def _recipe(declaration: Declaration, _: Translator, *, signed: bool) -> Iterator[Fact]:
    """Yield what a verifier needs beside the evidence; the study itself has no open digest."""
    recipe, book = declaration.recipe, declaration.rulebook
    yield Fact(label=_("Rule book"), value=f"{book.id} {book.version}")
    yield Fact(label=_("SHA-256 of the rule book"), value=book.digest)
    yield Fact(label=_("Catalogue release"), value=recipe.catalogue_release)
    yield Fact(label=_("Catalogue digest"), value=recipe.catalogue_digest)
    yield Fact(label=_("cellprint version"), value=recipe.engine_version)
    if signed:
        commitment = declaration.commitment.digest
        yield Fact(label=_("Commitment to study and inventory"), value=commitment)


def _checks(declaration: Declaration, lang: Lang) -> Iterator[CheckRow]:
    _ = translator(lang, PART)
    names = {
        "pass": _("met"),
        "fail": _("not met"),
        "not assessable": _("cannot be assessed"),
        "out of scope": _("does not apply"),
    }
    for check in declaration.checks:
        yield CheckRow(
            id=check.id,
            title=_of(check.title, lang),
            reference=check.reference,
            outcome=check.outcome,
            outcome_name=names[check.outcome],
        )


def _labels(_: Translator) -> dict[str, str]:
    """Return the headings and heads of columns that no data carry."""
    return {
        "attached": _(
            "The signed declaration is attached to this file as declaration.json. "
            "cellprint verify checks both."
        ),
        "check": _("Check"),
        "checks": _("Checks of the rule book"),
        "cut_offs": _("Left out by the study"),
        "data": _("How well it is supported"),
        "electricity": _("Electricity counted in other ways"),
        "factors": _("Electricity factors used"),
        "findings": _("Findings about the study"),
        "id": _("Id"),
        "licence": _("Licence"),
        "limits": _("Limits"),
        "method": _("Method"),
        "outcome": _("Outcome"),
        "place": _("Place"),
        "recipe": _("Compute it again"),
        "reference": _("Reference"),
        "signature": _("Signature"),
        "source": _("Source"),
        "sources": _("Sources"),
        "stages": _("Stages"),
        "status": _("Status"),
        "title_authors": _("Title, authors, document"),
    }
