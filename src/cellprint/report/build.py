"""From a footprint document to its statement."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cellprint.charts.contributions import contributors_view
from cellprint.charts.document import Amount, Footprint, read_amount, read_footprint
from cellprint.charts.electricity_methods import electricity_methods_view
from cellprint.charts.reading import Cursor, JsonObject
from cellprint.charts.sankey import Sankey, sankey_view
from cellprint.charts.stage_bars import stage_bars_view
from cellprint.charts.waterfall import waterfall_view
from cellprint.charts.words import unit_words
from cellprint.i18n import Lang, Translator, translator
from cellprint.model.terms import status_name
from cellprint.report.methods import method_facts
from cellprint.report.numbers import as_stated, percent, significant
from cellprint.report.parts import (
    cut_offs,
    factors,
    findings,
    links,
    methods,
    sources,
    statuses,
)
from cellprint.report.statement import (
    Charts,
    Fact,
    KeyNumber,
    Notice,
    Statement,
)
from cellprint.report.tables import tables
from cellprint.report.tree import branches

PART = "report"
DRAFT = "draft"
MUCH = Decimal("0.1")


def build_statement(document: JsonObject, *, lang: Lang, least: Decimal = Decimal(0)) -> Statement:
    """Return what a report states about a footprint document.

    `least` is the share of the footprint below which the chain names nothing.

    Raises:
        CP-CHART-001 … CP-CHART-005: the document cannot be read, or does not add up.
    """
    _ = translator(lang, PART)
    footprint = read_footprint(document)
    root = footprint.document
    note = root.at("study").named("note")
    unverified = root.number("unverified_share")
    listed = sources(root)
    charts = _charts(footprint, lang, least)
    return Statement(
        lang=lang,
        study_id=footprint.study_id,
        name=footprint.name.get(lang),
        functional_unit=footprint.functional_unit.get(lang) if footprint.functional_unit else "",
        headline=_key_number(_("Carbon footprint"), footprint.total, lang),
        key_numbers=tuple(_key_numbers(footprint, lang, _)),
        notices=tuple(_notices(root, unverified, lang, _)),
        facts=tuple(_facts(root, lang, _)),
        note=note.get(lang) if note else "",
        product_unit=unit_words(footprint.per_product.unit, lang),
        tables=tables(footprint, charts, lang),
        tree=branches(footprint, {row.id: row for row in listed}, lang),
        methods=tuple(methods(footprint, lang)),
        factors=tuple(factors(root, lang)),
        statuses=tuple(statuses(root, lang)),
        unverified_share="" if unverified is None else percent(unverified),
        links=links(root, lang),
        findings=tuple(findings(root, lang)),
        cut_offs=tuple(cut_offs(root, lang)),
        sources=listed,
        recipe=tuple(_recipe(root, _)),
        charts=charts,
    )


def _charts(footprint: Footprint, lang: Lang, least: Decimal) -> Charts:
    def chain(levels: int, *, components: bool = False) -> Sankey:
        return sankey_view(footprint, lang=lang, levels=levels, components=components, least=least)

    return Charts(
        stages=stage_bars_view(footprint, lang=lang),
        waterfall=waterfall_view(footprint, lang=lang),
        contributions=contributors_view(footprint, lang=lang),
        chain=chain(4, components=True),
        chain_middle=chain(3),
        chain_narrow=chain(2),
        methods=electricity_methods_view(footprint, lang=lang) if footprint.methods else None,
    )


def _key_number(label: str, amount: Amount, lang: Lang) -> KeyNumber:
    return KeyNumber(
        label=label, value=significant(amount.value), unit=unit_words(amount.unit, lang)
    )


def _key_numbers(footprint: Footprint, lang: Lang, _: Translator) -> Iterator[KeyNumber]:
    capacity = footprint.document.get("per_kwh_capacity")
    if capacity:
        yield _key_number(_("Per kWh of capacity"), read_amount(capacity), lang)
    yield _key_number(_("Whole product"), footprint.per_product, lang)


def _notices(
    root: Cursor, unverified: Decimal | None, lang: Lang, _: Translator
) -> Iterator[Notice]:
    book = root.get("rulebook")
    if book and book.string("status") == DRAFT:
        name = book.named("name")
        yield Notice(
            kind="draft",
            title=_("Draft rules"),
            text=_(
                "The rule book “{name}” is a draft. The result may change when the rules are "
                "adopted. It is not a declaration, and nobody has verified it."
            ).format(name=name.get(lang) if name else book.string("id")),
        )
    if unverified is not None and unverified >= MUCH:
        yield Notice(
            kind="unverified",
            title=_("Unverified data"),
            text=_(
                "{share} of the result rests on data that nobody has checked against its source."
            ).format(share=percent(unverified)),
        )


def _facts(root: Cursor, lang: Lang, _: Translator) -> Iterator[Fact]:
    yield from _product_facts(root, lang, _)
    battery = root.get("battery")
    if battery:
        yield from _battery_facts(battery, _)
    unit = root.get("functional_unit")
    delivered = unit.number("total_energy_kwh") if unit else None
    if delivered is not None:
        yield Fact(label=_("Energy over the service life"), value=f"{significant(delivered)} kWh")
    book = root.get("rulebook")
    if book:
        name = book.named("name")
        words = (
            name.get(lang) if name else book.string("id"),
            book.string("version"),
            status_name(book.string("status"), lang),
        )
        yield Fact(label=_("Rule book"), value=" · ".join(word for word in words if word))
    if root.string("gwp_set"):
        yield Fact(label=_("Characterisation factors"), value=root.string("gwp_set"))
    yield from method_facts(root, lang)


def _product_facts(root: Cursor, lang: Lang, _: Translator) -> Iterator[Fact]:
    product = root.at("product")
    words = (product.string("id"), product.string("chemistry"))
    yield Fact(label=_("Product"), value=" · ".join(word for word in words if word))
    place = root.get("plant_location")
    if place:
        names = [place.named("plant"), place.named("name")]
        shown = [name.get(lang) for name in names if name]
        yield Fact(label=_("Plant"), value=" · ".join([*shown, place.string("code")]))
    period = root.get("period")
    if period:
        value = _("{first} up to {last} (excluded)").format(
            first=period.at("from").text(), last=period.at("to").text()
        )
        yield Fact(label=_("Period"), value=value)


def _battery_facts(battery: Cursor, _: Translator) -> Iterator[Fact]:
    kind = " · ".join(
        word for word in (battery.string("category").upper(), battery.string("vehicle")) if word
    )
    if kind:
        yield Fact(label=_("Category"), value=kind)
    for key, label, unit in (
        ("capacity_kwh", _("Capacity"), "kWh"),
        ("usable_energy_kwh", _("Usable energy"), "kWh"),
        ("mass_kg", _("Mass"), "kg"),
        ("warranty_years", _("Warranty"), _("years")),
    ):
        value = battery.number(key)
        if value is not None:
            yield Fact(label=label, value=f"{_stated(value)} {unit}")


def _stated(value: Decimal) -> str:
    """Return an input with its own digits, or three where a computation gave it many."""
    short = as_stated(value)
    return short if len(value.as_tuple().digits) <= len("1234") else significant(value)


def _recipe(root: Cursor, _: Translator) -> Iterator[Fact]:
    """Yield what makes the result computable again."""
    study, catalogue = root.at("study"), root.get("catalogue")
    engine, book = root.get("engine"), root.get("rulebook")
    if book:
        words = (book.string("id"), book.string("version"))
        yield Fact(label=_("Rule book"), value=" ".join(word for word in words if word))
    if catalogue:
        yield Fact(label=_("Catalogue release"), value=catalogue.string("release"))
        yield Fact(label=_("Catalogue digest"), value=catalogue.string("digest"))
    if engine:
        yield Fact(label=_("cellprint version"), value=engine.string("version"))
    if study.string("digest"):
        yield Fact(label=_("Study digest"), value=study.string("digest"))
    if root.string("digest"):
        yield Fact(label=_("Digest of this result"), value=root.string("digest"))
