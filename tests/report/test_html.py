from __future__ import annotations

import itertools
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

import cellprint
from cellprint.charts import theme
from cellprint.charts.numbers import significant
from cellprint.errors import BadInputError
from cellprint.i18n import Lang
from cellprint.report.colours import chart_colours
from cellprint.report.html import render_comparison, render_report
from tests.charts.example import example_document

LANGS: tuple[Lang, ...] = ("en", "zh")


def page(lang: Lang = "en", **changes: object) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(render_report({**example_document(), **changes}, lang=lang))


def comparison(lang: Lang = "en", **more: object) -> lxml_html.HtmlElement:
    documents = [example_document("one", "1"), example_document("two", "2")]
    return lxml_html.fromstring(render_comparison(documents, lang=lang, **more))  # type: ignore[arg-type]


def found(root: lxml_html.HtmlElement, path: str) -> list[Any]:
    elements = root.xpath(path)
    assert isinstance(elements, list)
    return elements


def by_id(root: lxml_html.HtmlElement, id_: str) -> Any:
    (element,) = found(root, f"//*[@id='{id_}']")
    return element


def text_of(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("render", [page, comparison])
def test_the_page_has_one_head_landmarks_and_headings_in_order(render: object, lang: Lang) -> None:
    root = render(lang)  # type: ignore[operator]

    levels = [int(heading.tag[1]) for heading in root.xpath("//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    for landmark in ("header", "main", "footer", "nav"):
        assert root.xpath(f"//{landmark}")
    assert root.get("lang") == {"en": "en", "zh": "zh-CN"}[lang]


@pytest.mark.parametrize("render", [page, comparison])
def test_every_table_has_a_caption_and_scopes(render: object) -> None:
    root = render()  # type: ignore[operator]

    for table in root.xpath("//table"):
        assert table.xpath("./caption")
        assert all(cell.get("scope") in ("col", "row") for cell in table.xpath(".//th"))


@pytest.mark.parametrize("render", [page, comparison])
def test_the_page_runs_no_script_and_asks_for_nothing(render: object) -> None:
    root = render()  # type: ignore[operator]

    assert root.xpath("//script|//link|//img|//iframe|//object") == []
    assert root.xpath("//@onclick|//@onload|//@src|//@style") == []
    targets = [link.get("href") for link in root.xpath("//a")]
    assert [t for t in targets if "://" in t or t.startswith(("//", "javascript:"))] == []
    assert "url(" not in "".join(root.xpath("//style/text()"))
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


@pytest.mark.parametrize("render", [page, comparison])
def test_ids_are_unique_and_inner_links_lead_somewhere(render: object) -> None:
    root = render()  # type: ignore[operator]

    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = {link[1:] for link in root.xpath("//a/@href") if link.startswith("#")}
    assert inner <= set(ids)
    described = root.xpath("//@aria-labelledby|//@aria-describedby")
    assert {word for words in described for word in words.split()} <= set(ids)


@pytest.mark.parametrize("lang", LANGS)
def test_draft_rules_are_said_to_be_draft_and_nothing_to_be_compliant(lang: Lang) -> None:
    root = page(lang)

    assert root.xpath("//p[contains(@class, 'draft')]")
    for claim in ("complian", "conform", "合规", "符合"):
        assert claim not in text_of(root).lower()


def test_the_number_heads_the_page() -> None:
    root = page()

    document = example_document()
    total = document["total"]
    assert isinstance(total, dict)
    shown = significant(Decimal(total["value"]))
    assert text_of(root.xpath("//p[@class='big']")[0]) == f"{shown} kg CO₂e/kWh delivered"
    assert text_of(root.xpath("//h1")[0]) == "Example pack 1"


def test_both_languages_lead_to_each_other() -> None:
    assert page("en").xpath("//header//a/@href") == ["report.zh.html"]
    assert page("zh").xpath("//header//a/@href") == ["report.en.html"]
    assert comparison("en").xpath("//header//a/@href") == ["index.zh.html"]


def test_both_languages_show_the_same_numbers() -> None:
    numbers = [
        [text_of(cell) for cell in page(lang).xpath("//td[contains(@class, 'num')]")]
        for lang in LANGS
    ]
    shown = [[re.sub(r"[^\d.,%<>+\u2212]", "", cell) for cell in cells] for cells in numbers]

    assert shown[0] == shown[1]


def test_the_tree_opens_to_source_page_licence_and_status() -> None:
    document = example_document()
    nickel = document["contributions"][0]["children"][0]["children"][0]["children"][0]  # type: ignore[index]
    nickel["page"] = "p. 12"

    root = page("en", contributions=document["contributions"])

    branch = by_id(root, "n-raw_materials.cell.cathode.nickel_sulfate")
    assert "676" in text_of(branch.xpath("./details/summary")[0])
    why = text_of(branch.xpath("./details/p")[0])
    assert "p. 12" in why
    assert "CC-BY-4.0" in why
    status = branch.xpath("./details/summary//span[contains(@class, 'status')]")
    assert text_of(status[0]) in ("official", "published", "derived", "unverified")
    source = branch.xpath("./details/p/a/@href")[0]
    assert by_id(root, source[1:]).tag == "tr"


def test_text_of_the_document_is_text() -> None:
    hostile = {"en": "<script>alert(1)</script>", "zh": "<b>"}
    study = {"id": "x", "name": hostile, "note": hostile}

    root = page(study=study)

    assert root.xpath("//script") == []
    assert "<script>alert(1)</script>" in text_of(root.xpath("//h1")[0])


def test_every_chart_has_a_text_alternative_and_a_drawing_for_every_width() -> None:
    figures = page().xpath("//figure")

    assert [figure.get("id") for figure in figures] == [
        "figure-stages",
        "figure-waterfall",
        "figure-chain",
        "figure-contributions",
        "figure-methods",
    ]
    for figure in figures:
        drawings = figure.xpath(".//*[local-name()='svg']")
        widths = [drawing.get("class") for drawing in drawings]
        assert widths in (["narrow", "middle"], ["narrow", "middle", "full"])
        assert all(drawing.xpath("./*[local-name()='desc']") for drawing in drawings)


def test_a_result_without_optional_parts_is_a_page_too() -> None:
    document = example_document()
    keys = ("product", "study", "total", "per_product", "stages", "contributions")

    root = lxml_html.fromstring(render_report({key: document[key] for key in keys}, lang="zh"))

    assert len(found(root, "//figure")) == 4
    assert root.xpath("//section[@id='electricity']") == []
    assert "文档未列出来源。" in text_of(root)


def test_electricity_factors_are_listed() -> None:
    factor = {"id": "el_CN", "location": "CN", "value": "0.6205", "unit": "kg CO2e/kWh"}

    root = page(electricity_factors=[factor])

    rows = root.xpath("//section[@id='electricity']//tr[th[contains(., 'el_CN')]]")
    assert next(text_of(cell) for cell in rows[0].xpath("./td")) == "0.6205"


def test_same_document_same_bytes() -> None:
    assert render_report(example_document(), lang="zh") == render_report(
        example_document(), lang="zh"
    )


def test_studies_stand_side_by_side_and_lead_to_their_reports() -> None:
    root = comparison("zh")

    rows = root.xpath("//table//th[@scope='row']/a/@href")
    assert rows == ["one/report.zh.html", "two/report.zh.html"]
    assert comparison(links=["a.html", "b.html"]).xpath("//table//th/a/@href") == [
        "a.html",
        "b.html",
    ]


def test_footprints_of_other_units_stand_in_charts_of_their_own() -> None:
    other = example_document("three")
    other["total"] = {**other["total"], "unit": "kg CO2e/kWh capacity"}  # type: ignore[dict-item]

    root = lxml_html.fromstring(render_comparison([example_document(), other], lang="en"))

    assert len(found(root, "//figure")) == 2


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(BadInputError, match="CP-CHART-007"):
        render_comparison([], lang="en")


def test_every_colour_of_a_chart_has_its_dark_one() -> None:
    rules = chart_colours()

    for role in theme.ROLES:
        assert f'svg [fill="{role.light}"]{{fill:{role.dark}}}' in rules
        assert f'svg [stroke="{role.light}"]{{stroke:{role.dark}}}' in rules
    assert rules.startswith("@media screen and (prefers-color-scheme:dark)")
    drawn = set(
        re.findall(
            r'(?:fill|stroke)="(#[0-9A-Fa-f]{6})"', render_report(example_document(), lang="en")
        )
    )
    assert drawn <= {role.light for role in theme.ROLES}


def test_the_style_sheet_is_small_and_shares_the_colours_of_the_charts() -> None:
    path = Path(cellprint.__file__).parent / "report" / "assets" / "report.css"
    css = path.read_text(encoding="utf-8")

    assert len(css.encode()) <= 20_000
    for stage, role in theme.STAGE_ROLES.items():
        assert f"--{stage}: {role.light.lower()}" in css
        assert f"--{stage}: {role.dark.lower()}" in css
    assert f"--ground: {theme.SURFACE.dark.lower()}" in css
