from __future__ import annotations

import csv
import io
import itertools
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html as lxml_html

from cellprint.i18n import Lang
from cellprint.report.html import (
    AnalysisDocuments,
    render_analysis,
    render_differences,
    render_report,
)
from tests.charts.analysed import books_compared, sensitivity, studies_compared, uncertainty
from tests.charts.example import example_document

LANGS: tuple[Lang, ...] = ("en", "zh")
RUN = AnalysisDocuments(uncertainty=uncertainty(), sensitivity=sensitivity())


def analysis(lang: Lang = "en") -> lxml_html.HtmlElement:
    return lxml_html.fromstring(render_analysis(RUN, lang=lang, report="report.html"))


def studies(lang: Lang = "en") -> lxml_html.HtmlElement:
    return lxml_html.fromstring(render_differences(studies_compared(), lang=lang))


def books(lang: Lang = "en") -> lxml_html.HtmlElement:
    return lxml_html.fromstring(render_differences(books_compared(), lang=lang))


def report(lang: Lang = "en") -> lxml_html.HtmlElement:
    return lxml_html.fromstring(render_report(example_document(), lang=lang, analysis=RUN, stem=""))


PAGES = (analysis, studies, books, report)


def found(root: lxml_html.HtmlElement, path: str) -> list[Any]:
    elements = root.xpath(path)
    assert isinstance(elements, list)
    return elements


def text_of(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("render", PAGES)
def test_headings_are_in_order_and_a_page_alone_links_to_no_other_language(
    render: object, lang: Lang
) -> None:
    root = render(lang)  # type: ignore[operator]

    levels = [int(heading.tag[1]) for heading in found(root, "//h1|//h2|//h3|//h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert found(root, "//header//a") == []


@pytest.mark.parametrize("render", PAGES)
def test_pages_run_no_script_ask_for_nothing_and_their_links_lead_somewhere(render: object) -> None:
    root = render()  # type: ignore[operator]

    assert found(root, "//script|//link|//img|//iframe|//object|//@src|//@style") == []
    ids = found(root, "//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in found(root, "//a/@href") if link.startswith("#")} <= set(ids)
    described = found(root, "//@aria-labelledby|//@aria-describedby")
    assert {word for words in described for word in words.split()} <= set(ids)
    assert all(found(table, "./caption") for table in found(root, "//table"))


@pytest.mark.parametrize("render", PAGES)
def test_every_chart_is_drawn_for_each_width_of_the_page(render: object) -> None:
    root = render()  # type: ignore[operator]

    for figure in found(root, "//figure"):
        widths = [svg.get("class") for svg in found(figure, ".//svg")]
        assert widths[:2] == ["narrow", "middle"]


def test_the_interval_heads_the_page_and_the_stated_value_stands_below() -> None:
    root = analysis()

    assert text_of(found(root, "//p[contains(@class, 'big')]")[0]) == (
        "10 (8–13), 90 % kg CO₂e/kWh delivered"
    )
    assert "10.0 kg CO₂e/kWh delivered" in text_of(found(root, "//ul[@class='keys']")[0])
    assert found(root, "//dl[@class='facts']//a/@href") == ["report.html"]


def test_a_stated_value_outside_the_interval_and_default_ranges_are_noticed() -> None:
    noted = AnalysisDocuments(
        uncertainty=uncertainty(baseline="14", default_spreads={"amounts": 300}),
        sensitivity=sensitivity(),
    )

    root = lxml_html.fromstring(render_analysis(noted, lang="en"))

    said = [text_of(notice) for notice in found(root, "//p[contains(@class, 'notice')]")]
    assert said[0].startswith("Stated value outside the interval")
    assert "300 amounts without a stated range" in said[1]
    assert said[2].startswith("Draft rules")


def test_tables_show_what_the_documents_hold_and_the_csv_holds_it_exactly() -> None:
    root = analysis()

    (ranking,) = found(root, "//section[@id='improve']//table")
    assert text_of(found(ranking, ".//tbody/tr")[0]) == "Nickel EXAMPLE-A unverified 60 0.30"
    (link,) = found(root, "//section[@id='improve']//a[@download='ranking.csv']/@href")
    rows = list(csv.reader(io.StringIO(unquote(link.partition(",")[2]))))
    assert rows[1] == ["a", "Nickel", "EXAMPLE-A", "unverified", "0.6", "0.3"]


def test_the_report_shows_the_interval_and_what_widens_it_when_a_run_is_given() -> None:
    with_run, without = report(), lxml_html.fromstring(render_report(example_document(), lang="en"))

    section = found(with_run, "//section[@id='interval']")[0]
    assert "10 (8–13), 90 %" in text_of(section)
    assert found(section, ".//figure/@id") == ["figure-intervals", "figure-tornado"]
    assert found(without, "//section[@id='interval']|//a[@href='#interval']") == []


def test_a_comparison_says_how_often_a_is_lower_and_shows_steps_that_add_up() -> None:
    root = studies()

    section = found(root, "//section[@aria-labelledby='h-difference-1']")[0]
    assert "A is lower in 5.0 % of the paired draws" in text_of(section)
    cells = [text_of(row) for row in found(section, ".//tbody/tr")]
    assert cells == [
        "Raw materials −3.00 −30 %",
        "Manufacturing +1.00 +10 %",
        "Difference −2.00 −20 %",
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_rule_books_are_compared_without_draws_and_drafts_are_named(lang: Lang) -> None:
    root = books(lang)

    assert found(root, "//section[@aria-labelledby='h-paired']") == []
    notices = text_of(found(root, "//section[@class='notices']")[0])
    assert "book-a" in notices
    assert "book-b" not in notices


def test_both_languages_show_the_same_numbers() -> None:
    for render in (analysis, studies, books):
        numbers = [
            [text_of(cell) for cell in render(lang).xpath("//td[contains(@class, 'num')]")]
            for lang in LANGS
        ]
        assert numbers[0] == numbers[1]
