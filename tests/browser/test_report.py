"""The report in a real browser: at three widths, in both languages, light and dark, on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from cellprint.charts import theme
from cellprint.i18n import Lang
from cellprint.report.html import (
    AnalysisDocuments,
    render_analysis,
    render_comparison,
    render_differences,
    render_report,
)
from tests.charts.analysed import long_named, studies_compared, uncertainty
from tests.charts.example import example_document

if TYPE_CHECKING:
    from tests.browser.conftest import Reader, Visit

pytestmark = pytest.mark.browser

WIDTHS = (390, 1040, 1600)
LANGS: tuple[Lang, ...] = ("en", "zh")
PAGES = ("report", "index", "analysis", "differences")

# Text boxes of every visible drawing: which overlap another one, and which leave their drawing.
OVERLAPS = """
() => {
  const wrong = [];
  const slack = 0.5;
  for (const svg of document.querySelectorAll("figure svg")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const texts = [...svg.querySelectorAll("text")].map(
      text => [text.textContent, text.getBoundingClientRect()]);
    texts.forEach(([text, box], index) => {
      if (box.left < frame.left - slack || box.right > frame.right + slack ||
          box.top < frame.top - slack || box.bottom > frame.bottom + slack)
        wrong.push("clipped: " + text);
      for (const [other, its] of texts.slice(index + 1)) {
        const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
        const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        // Boxes of Han glyphs are 1.45 em high, lines 1.25 em: neighbouring lines touch by 2.4 px.
        if (across > slack && down > 3) wrong.push("overlap: " + text + " | " + other);
      }
    });
  }
  return wrong;
}
"""
SHOWN = """
() => [...document.querySelectorAll("figure")].map(figure =>
  [figure.id, [...figure.querySelectorAll("svg")]
    .filter(svg => svg.getBoundingClientRect().width > 0)
    .map(svg => svg.getAttribute("class"))])
"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# WCAG contrast of every text of a drawing on the ground of the page.
CONTRASTS = """
() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(
      c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll("figure svg text")].map(text => {
    const own = light(getComputedStyle(text).fill);
    return (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
  });
}
"""


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every kind of page in both languages."""
    folder = tmp_path_factory.mktemp("pages")
    documents = [example_document("one", "1"), example_document("two", "2")]
    run = AnalysisDocuments(uncertainty=uncertainty(), sensitivity=long_named())
    for lang in LANGS:
        analysis = render_analysis(run, lang=lang, stem="analysis")
        (folder / f"analysis.{lang}.html").write_text(analysis, encoding="utf-8")
        differences = render_differences(studies_compared(), lang=lang, stem="differences")
        (folder / f"differences.{lang}.html").write_text(differences, encoding="utf-8")
        report = render_report(documents[0], lang=lang, analysis=run)
        (folder / f"report.{lang}.html").write_text(report, encoding="utf-8")
        index = render_comparison(
            documents, lang=lang, links=[f"report.{lang}.html", f"report.{lang}.html"]
        )
        (folder / f"index.{lang}.html").write_text(index, encoding="utf-8")
    return folder


def serious(visit: Visit) -> list[tuple[str, str]]:
    """Return what axe calls serious or critical: rule and first element."""
    found: list[dict[str, Any]] = Axe().run(visit.page).response["violations"]
    return [
        (violation["id"], violation["nodes"][0]["html"])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("stem", PAGES)
def test_the_page_is_quiet_and_stays_at_home(
    reader: Reader, pages: Path, stem: str, lang: Lang
) -> None:
    visit = reader.open(pages / f"{stem}.{lang}.html")

    assert visit.outside == []
    assert visit.complaints == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("stem", PAGES)
def test_no_text_of_a_chart_overlaps_or_is_clipped(
    reader: Reader, pages: Path, stem: str, lang: Lang, width: int
) -> None:
    page = reader.open(pages / f"{stem}.{lang}.html", width=width).page

    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("width", [320, 390, 700, 1040, 1600])
@pytest.mark.parametrize("stem", PAGES)
def test_every_chart_is_drawn_once_and_nothing_is_wider_than_the_page(
    reader: Reader, pages: Path, stem: str, width: int
) -> None:
    page = reader.open(pages / f"{stem}.zh.html", width=width).page

    assert {len(shown) for _id, shown in page.evaluate(SHOWN)} == {1}
    assert page.evaluate(TOO_WIDE) <= 0


def test_drawings_follow_the_width(reader: Reader, pages: Path) -> None:
    shown = {
        width: dict(reader.open(pages / "report.en.html", width=width).page.evaluate(SHOWN))
        for width in (390, 1600)
    }

    assert shown[390]["figure-chain"] == ["narrow"]
    assert shown[1600]["figure-chain"] == ["full"]
    assert shown[1600]["figure-stages"] == ["middle"]


@pytest.mark.parametrize(
    ("stem", "lang", "scheme"),
    [
        ("report", "en", "light"),
        ("report", "zh", "dark"),
        ("index", "zh", "light"),
        ("index", "en", "dark"),
        ("analysis", "en", "light"),
        ("analysis", "zh", "dark"),
        ("differences", "zh", "light"),
    ],
)
def test_axe_finds_nothing_serious(
    reader: Reader, pages: Path, stem: str, lang: Lang, scheme: Any
) -> None:
    visit = reader.open(pages / f"{stem}.{lang}.html", scheme=scheme)
    visit.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    assert serious(visit) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_of_charts_are_readable(reader: Reader, pages: Path, scheme: Any) -> None:
    page = reader.open(pages / "report.en.html", scheme=scheme).page

    assert min(page.evaluate(CONTRASTS)) >= 4.5


def test_a_dark_page_maps_the_colours_of_the_charts(reader: Reader, pages: Path) -> None:
    page = reader.open(pages / "report.en.html", scheme="dark").page

    fill = page.evaluate(
        "light => getComputedStyle(document.querySelector(`svg [fill='${light}']`)).fill",
        theme.RAW_MATERIALS.light,
    )

    red, green, blue = (int(theme.RAW_MATERIALS.dark[i : i + 2], 16) for i in (1, 3, 5))
    assert fill == f"rgb({red}, {green}, {blue})"


def test_everything_can_be_read_without_scripts(reader: Reader, pages: Path) -> None:
    page = reader.open(pages / "report.en.html", scripts=False).page

    branch = page.locator("[id='n-raw_materials.cell.cathode']")
    assert not branch.is_visible()
    page.locator("[id='n-raw_materials.cell'] > details > summary").click()
    assert branch.is_visible()


def test_the_tree_opens_with_the_keyboard(reader: Reader, pages: Path) -> None:
    page = reader.open(pages / "report.en.html").page

    page.locator("[id='n-raw_materials.cell'] > details > summary").focus()
    page.keyboard.press("Enter")

    assert page.locator("[id='n-raw_materials.cell.cathode']").is_visible()


def test_a_number_leads_to_its_branch_and_on_to_its_source(reader: Reader, pages: Path) -> None:
    page = reader.open(pages / "report.en.html").page

    page.locator("#adds-up table a", has_text="Cathode active material").click()
    branch = page.locator("[id='n-raw_materials.cell.cathode']")
    branch.wait_for(state="visible")
    branch.locator("> details > summary").click()
    branch.locator("> details > p a").click()

    assert page.evaluate("document.querySelector(':target').tagName") == "TR"


def test_the_language_can_be_changed(reader: Reader, pages: Path) -> None:
    page = reader.open(pages / "report.en.html").page

    page.get_by_role("link", name="中文").click()

    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_paper_shows_what_is_folded_and_hides_navigation(reader: Reader, pages: Path) -> None:
    page = reader.open(pages / "report.zh.html", width=700, scheme="dark").page

    page.emulate_media(media="print")

    assert page.locator("[id='n-raw_materials.cell.cathode']").is_visible()
    assert not page.locator("nav.contents").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(OVERLAPS) == []


def test_small_targets_are_at_least_24_px_high(reader: Reader, pages: Path) -> None:
    page = reader.open(pages / "report.en.html", width=390).page

    heights = page.evaluate(
        "() => [...document.querySelectorAll('summary, .contents a, .top a')]"
        ".map(e => e.getBoundingClientRect().height).filter(h => h > 0)"
    )

    assert min(heights) >= 24
