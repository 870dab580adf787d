"""The declaration as a PDF: PDF/A-3 and PDF/UA, the signed declaration attached, the same bytes.

Typst sets the pages from one template and the data made here. Nothing of the machine enters: fonts
come from packages, the date is that of the signature.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from cellprint.charts.electricity_methods import electricity_methods
from cellprint.charts.picture import Chart
from cellprint.charts.reading import JsonObject
from cellprint.charts.stage_bars import stage_bars
from cellprint.charts.static import static_svg
from cellprint.errors import BadInputError
from cellprint.i18n import LANGUAGES, Lang
from cellprint.model.declaration import Declaration
from cellprint.report.build import DRAFT
from cellprint.report.fonts import FAMILIES
from cellprint.report.paper import Paper, build_paper
from cellprint.report.statement import Charts, Table

STANDARDS: tuple[Literal["a-3a"], Literal["ua-1"]] = ("a-3a", "ua-1")
TEMPLATE = "declaration.typ"
ATTACHMENT = "declaration.json"
# Items of the inventory are not printed: divided by a public factor they give its amounts.
TABLES = ("stages", "methods")
# 160 mm at 96 points per inch: charts are drawn for the page, not scaled to it.
WIDTH = 605.0
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_TEXT = re.compile(r"(<text\b[^>]*>)([^<]*)")
_FAMILY = re.compile(r'font-family="[^"]*"')


def render_pdf(
    document: JsonObject,
    declaration: Declaration,
    *,
    attachment: bytes,
    digest: str,
    fonts: Sequence[Path],
) -> bytes:
    """Return the pages of a declaration in both languages, the same bytes for the same input.

    Args:
        document: the footprint document that the declaration stands on.
        declaration: the declaration.
        attachment: the signed declaration as its file holds it.
        digest: SHA-256 of `attachment`.
        fonts: folders with the two font families.

    Raises:
        CP-CHART-001 … CP-CHART-005: the document cannot be read, or does not add up.
        CP-DECL-019: the pages could not be set.

    References:
        ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1).
    """
    papers = [build_paper(document, declaration, digest=digest, lang=lang) for lang in LANGUAGES]
    # The typesetter takes whole seconds only.
    issued = datetime.fromisoformat(declaration.issued_at).astimezone(UTC).replace(microsecond=0)
    data = {
        "families": list(FAMILIES),
        "date": [issued.year, issued.month, issued.day],
        "digest": digest,
        "attachment": ATTACHMENT,
        "issuer": declaration.issuer.name,
        "papers": [_paper_data(paper) for paper in papers],
    }
    template = resources.files("cellprint.report") / "templates" / TEMPLATE
    files = {
        "main.typ": template.read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8"),
        ATTACHMENT: attachment,
    }
    return _compiled(files, fonts, issued)


def _compiled(files: Any, fonts: Sequence[Path], issued: datetime) -> bytes:
    import typst  # noqa: PLC0415  (a compiler that only those who print should load)

    # Several files in memory are given as a mapping, which the package's own types leave out.
    try:
        pages = typst.compile(
            files,
            format="pdf",
            pdf_standards=list(STANDARDS),
            font_paths=[str(path) for path in fonts],
            ignore_system_fonts=True,
            timestamp=issued,
        )
    except (typst.TypstError, RuntimeError) as error:
        raise BadInputError.of("CP-DECL-019", where="pdf", problem=str(error)[:300]) from error
    return bytes(pages)


def _paper_data(paper: Paper) -> dict[str, Any]:
    statement = paper.statement
    return {
        "lang": paper.lang,
        "title": paper.title,
        "standing": list(paper.standing),
        "settled": paper.settled,
        "name": statement.name,
        "functional_unit": statement.functional_unit,
        "headline": asdict(statement.headline),
        "key_numbers": [asdict(number) for number in statement.key_numbers],
        # What the rules are worth stands on the first page, in the words of a declaration.
        "notices": [asdict(one) for one in statement.notices if one.kind != DRAFT],
        "identity": _facts(paper.identity),
        "signature": _facts(paper.signature),
        "method": _facts(paper.method),
        "recipe": _facts(paper.recipe),
        "checks": [asdict(row) for row in paper.checks],
        "limits": list(paper.limits),
        "labels": dict(paper.labels),
        "tables": {
            name: _table(statement.tables[name]) for name in TABLES if name in statement.tables
        },
        "figures": dict(_figures(statement.charts, paper.lang)),
        "methods": [asdict(method) for method in statement.methods],
        "statuses": [asdict(row) for row in statement.statuses],
        "factors": [asdict(row) for row in statement.factors],
        "findings": [asdict(row) for row in statement.findings],
        "cut_offs": _facts(statement.cut_offs),
        "sources": [asdict(row) for row in statement.sources],
    }


def _facts(facts: Sequence[Any]) -> list[list[str]]:
    return [[fact.label, fact.value] for fact in facts]


def _table(table: Table) -> dict[str, Any]:
    """Return a table without its spreadsheet link and the anchors of the page."""
    rows = [
        {"cells": list(row.cells), "note": row.note, "strong": row.strong} for row in table.rows
    ]
    return {"caption": table.caption, "head": list(table.head), "rows": rows}


def _figures(charts: Charts, lang: Lang) -> Iterator[tuple[str, dict[str, str]]]:
    yield "stages", _figure(charts.stages, stage_bars, lang)
    if charts.methods:
        yield "methods", _figure(charts.methods, electricity_methods, lang)


def _figure(view: Any, draw: Chart[...], lang: Lang) -> dict[str, str]:
    picture = draw.picture(view, lang=lang, width=WIDTH, with_head=False)
    alternative = picture.description
    svg = static_svg(picture, title=view.head.title, description=alternative, id_="chart")
    head = view.head
    return {"svg": _spelled(svg), "alt": alternative, "title": head.title, "source": head.source}


def _spelled(svg: str) -> str:
    """Name one family for each text that holds Han: left to choose, the setter takes any face."""

    def spelled(match: re.Match[str]) -> str:
        if not _HAN.search(match[2]):
            return match[0]
        return _FAMILY.sub(f'font-family="{FAMILIES[1]}"', match[1]) + match[2]

    return _TEXT.sub(spelled, svg)
