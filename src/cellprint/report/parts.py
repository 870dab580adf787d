"""The optional parts of a footprint document as a report shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from cellprint.charts.document import Footprint
from cellprint.charts.numbers import (
    as_stated,
    percent,
    percent_number,
    shown_unit,
)
from cellprint.charts.reading import Cursor
from cellprint.i18n import Lang, translator
from cellprint.model.terms import reason_name, status_name
from cellprint.report.statement import (
    Fact,
    FactorRow,
    FindingRow,
    Links,
    MethodNote,
    SourceRow,
    StatusRow,
)
from cellprint.report.tree import source_anchor

PART = "report"


def methods(footprint: Footprint, lang: Lang) -> Iterator[MethodNote]:
    """Yield what each electricity method rests on."""
    _ = translator(lang, PART)
    for method in footprint.methods:
        notes = [note.get(lang) for note in (method.note, *method.flags) if note]
        if method.total is None:
            notes.append(_("Not a method for product footprints; named for completeness."))
        basis = (method.reference, status_name(method.status, lang) if method.status else "")
        yield MethodNote(
            name=method.name.get(lang),
            basis=" · ".join(word for word in basis if word),
            notes=tuple(dict.fromkeys(notes)),
        )


def factors(root: Cursor, lang: Lang) -> Iterator[FactorRow]:
    """Yield the electricity factors that the result rests on."""
    for factor in root.each("electricity_factors"):
        words = (factor.string("issuer"), factor.string("document"))
        yield FactorRow(
            id=factor.string("id"),
            location=factor.string("location"),
            value=as_stated(factor.at("value").decimal()),
            unit=shown_unit(factor.string("unit")),
            status=factor.string("status"),
            status_name=status_name(factor.string("status"), lang),
            document=", ".join(word for word in words if word),
        )


def statuses(root: Cursor, lang: Lang) -> Iterator[StatusRow]:
    """Yield which share of the result rests on which status of data."""
    data = root.get("data")
    for row in data.each("by_status") if data else ():
        share = row.at("share").decimal()
        if share:
            yield StatusRow(
                status=row.at("status").text(),
                name=status_name(row.at("status").text(), lang),
                share=percent_number(share),
                bar=f"{min(100.0, abs(float(share)) * 100):.1f}",
            )


def sources(root: Cursor) -> tuple[SourceRow, ...]:
    """Return the sources in the order of the document."""
    return tuple(
        SourceRow(
            anchor=source_anchor(source.at("id").text()),
            id=source.at("id").text(),
            title=source.string("title"),
            authors=source.string("authors"),
            year=source.string("year"),
            document=source.string("document"),
            licence=source.string("licence"),
            citation=source.string("citation_status"),
        )
        for source in root.each("sources")
    )


def links(root: Cursor, lang: Lang) -> Links | None:
    """Return how the exchanges were linked, or None when the document does not say."""
    _ = translator(lang, PART)
    found = root.get("links")
    if not found:
        return None
    labels = {"linked": _("Linked"), "cut_off": _("Cut off"), "errors": _("Errors")}
    return Links(
        counts=tuple(
            Fact(label=label, value=as_stated(found.at(key).decimal()))
            for key, label in labels.items()
        ),
        reasons=tuple(
            Fact(
                label=reason_name(row.at("reason").text(), lang),
                value=as_stated(row.at("count").decimal()),
            )
            for row in found.each("cut_off_reasons")
        ),
        fallbacks=tuple(_fallbacks(found, lang)),
    )


def _fallbacks(found: Cursor, lang: Lang) -> Iterator[Fact]:
    """Yield how many exchanges were answered how far from what they asked for."""
    _ = translator(lang, PART)
    steps: Counter[str] = Counter()
    borrowed = years = 0
    for row in found.each("fallbacks"):
        way = [step.text() for step in row.each("steps")]
        if way:
            steps[_wider(way, lang)] += 1
        borrowed += row.flag("technology_borrowed")
        years += bool(row.number("years_off"))
    for way_taken, count in sorted(steps.items(), key=lambda item: (-item[1], item[0])):
        label = _("Place: {steps}").format(steps=way_taken)
        yield Fact(label=label, value=_count(count))
    if borrowed:
        yield Fact(
            label=_("Technology of another place, run with local energy"),
            value=_count(borrowed),
        )
    if years:
        yield Fact(label=_("Data of another year"), value=_count(years))


def _wider(steps: list[str], lang: Lang) -> str:
    """Return `a→b`, `b→c` as `a → b → c` with the names of the levels."""
    _ = translator(lang, PART)
    names = {
        "province": _("province"),
        "grid_region": _("grid region"),
        "country": _("country"),
        "region": _("wider region"),
        "world": _("world"),
        "elsewhere": _("elsewhere"),
    }
    levels = [steps[0].partition("→")[0], *(step.partition("→")[2] for step in steps)]
    return " → ".join(names.get(level, level) for level in levels if level)


def _count(number: int) -> str:
    return as_stated(Decimal(number))


def findings(root: Cursor, lang: Lang) -> Iterator[FindingRow]:
    """Yield the findings about the study."""
    _ = translator(lang, PART)
    names = {"error": _("Error"), "warning": _("Warning"), "note": _("Note")}
    for finding in root.each("findings"):
        fix = finding.named("fix")
        severity = finding.string("severity", "note")
        yield FindingRow(
            code=finding.at("code").text(),
            where=finding.string("where"),
            what=finding.at("what").label().get(lang),
            fix=fix.get(lang) if fix else "",
            severity=severity,
            severity_name=names.get(severity, severity),
        )


def cut_offs(root: Cursor, lang: Lang) -> Iterator[Fact]:
    """Yield what the study leaves out by its own word, and why."""
    for entry in root.each("cut_offs"):
        reason = entry.named("reason")
        share = entry.number("estimated_share")
        words = [reason.get(lang) if reason else "", "" if share is None else percent(share)]
        yield Fact(
            label=entry.at("what").label().get(lang),
            value=" · ".join(word for word in words if word),
        )
