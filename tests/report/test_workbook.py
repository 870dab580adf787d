from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from openpyxl import load_workbook

from cellprint.app.compute import Computation, compute_study_file
from cellprint.app.declaration.body import Envelope, declared
from cellprint.app.numbers import decimal_string
from cellprint.charts.numbers import percent_number, significant
from cellprint.i18n import LANGUAGES, Lang
from cellprint.report.fonts import font_folders
from cellprint.report.html import render_report
from cellprint.report.pdf import render_pdf
from cellprint.report.workbook import Number, render_workbook
from tests.charts.example import example_document
from tests.report.pdf_text import pdf_text

EXAMPLE = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"


def sheet(document: Any, number: int, lang: Lang = "en") -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(render_workbook(document, lang=lang)))
    return list(book.worksheets[number].iter_rows(values_only=True))


def exact(value: float) -> Decimal:
    """Return a number of a cell with the digits of the document."""
    return Decimal(decimal_string(value))


def branches(nodes: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    for node in nodes:
        path = f"{above}/{node['id']}" if above else node["id"]
        yield path, node
        yield from branches(node["children"], path)


@pytest.fixture(scope="module")
def computed() -> Computation:
    return compute_study_file(EXAMPLE)


@pytest.fixture(scope="module")
def document(computed: Computation) -> Any:
    return computed.document


@pytest.fixture(scope="module")
def printed(computed: Computation) -> str:
    """Return the words of the pages of a declaration, which hold both languages."""
    pytest.importorskip("typst", reason="needs the extra pdf")
    envelope = Envelope(
        id="declaration/x/y",
        version=1,
        supersedes="",
        issued_at=datetime(2026, 3, 1, tzinfo=UTC),
        valid_to=None,
        issuer="Example",
        kid="k",
        log="cellprint/k",
        commitment="0" * 64,
    )
    pdf = render_pdf(
        computed.document,
        declared(computed, envelope),
        attachment=b"{}",
        digest="0" * 64,
        fonts=font_folders(),
    )
    return pdf_text(pdf)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_head_numbers_are_those_of_the_document(document: Any, lang: Lang) -> None:
    numbers = [row[1] for row in sheet(document, 0, lang) if isinstance(row[1], float)]

    assert [decimal_string(value) for value in numbers] == [
        document["total"]["value"],
        document["per_kwh_capacity"]["value"],
        document["per_product"]["value"],
        document["unverified_share"],
    ]


def test_every_stage_and_branch_is_there_with_its_digits(document: Any) -> None:
    stages = {
        row[1]: [decimal_string(value) for value in row[2:5]] for row in sheet(document, 1)[1:]
    }
    tree = {row[1]: row for row in sheet(document, 2)[1:]}

    assert stages == {
        stage["id"]: [stage["value"], stage["per_product"], stage["share"]]
        for stage in document["stages"]
    }
    wanted = dict(branches(document["contributions"]))
    assert list(tree) == list(wanted)
    for path, node in wanted.items():
        assert decimal_string(tree[path][2]) == node["value"]
        assert decimal_string(tree[path][3]) == node["share"]
        assert (node.get("amount") is None) == (tree[path][4] is None)
        if node.get("amount") is not None:
            assert Decimal(repr(tree[path][4])) == Decimal(node["amount"])


def test_electricity_methods_data_and_sources_are_there(document: Any) -> None:
    methods = {row[1]: row[2] for row in sheet(document, 3)[1:]}
    statuses = {row[1]: row[2] for row in sheet(document, 4)[1:]}
    sources = [row[0] for row in sheet(document, 5)[1:]]

    for method in document["electricity_methods"]:
        found = methods[method["id"]]
        assert (decimal_string(found) if found is not None else None) == method["total"]
    for row in document["data"]["by_status"]:
        assert decimal_string(statuses[row["status"]]) == row["share"]
    assert sources == [row["id"] for row in document["sources"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_pdf_workbook_and_document_say_the_same_numbers(
    document: Any, printed: str, lang: Lang
) -> None:
    """Four ways out: JSON and workbook exact, page and PDF rounded to three digits of the same."""
    page: Any = lxml_html.fromstring(render_report(document, lang=lang))
    shown = re.sub(r"\s+", " ", " ".join(page.itertext()))
    summary = [row[1] for row in sheet(document, 0, lang) if isinstance(row[1], float)]
    stages = sheet(document, 1, lang)[1:]

    methods = sheet(document, 3, lang)[1:]
    statuses = sheet(document, 4, lang)[1:]

    for text in (shown, printed):
        for value in summary[:3]:
            assert significant(exact(value)) in text
        for row in stages:
            numbers = [significant(exact(value)) for value in row[2:4]]
            assert " ".join((row[0], *numbers, percent_number(exact(row[4])))) in text
        for row in methods:
            assert row[2] is None or significant(exact(row[2])) in text
        for row in statuses:
            assert not row[2] or f"{row[0]} {percent_number(exact(row[2]))}" in text


def test_the_same_document_gives_the_same_bytes() -> None:
    first = render_workbook(example_document(), lang="zh")

    assert render_workbook(example_document(), lang="zh") == first


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Number("0.028966"), "#,##0.0000"),
        (Number("48.4"), "#,##0.0"),
        (Number("2903.6"), "#,##0"),
        (Number("0"), "#,##0.0"),
        (Number("0.6949", share=True), "#,##0.0%"),
        (Number("-0.0005", share=True), "#,##0.0000%"),
    ],
)
def test_three_digits_are_shown(number: Number, shown: str) -> None:
    assert number.format == shown


def test_a_name_that_looks_like_a_formula_is_text() -> None:
    changed: dict[str, Any] = {**example_document()}
    changed["study"] = {**changed["study"], "name": {"en": "=1+1", "zh": "=1+1"}}

    book = load_workbook(BytesIO(render_workbook(changed, lang="en")))

    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == "=1+1"} == {"s"}
