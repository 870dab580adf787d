"""The web application in a real browser: each screen, three widths, both languages, by keyboard.

With `CELLPRINT_ARTEFACTS` set, a picture of every screen is left in that folder.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from cellprint.app.declaration.clock import moment
from cellprint.app.declaration.keys import generate
from cellprint.i18n import Lang
from cellprint.web.application import create_app
from cellprint.web.explore import CHARTS
from cellprint.web.serving import bound
from cellprint.web.shown import significant
from tests.browser.test_report import OVERLAPS, TOO_WIDE, serious

if TYPE_CHECKING:
    from tests.browser.conftest import Reader, Visit

pytestmark = pytest.mark.browser

WIDTHS = (390, 1040, 1600)
LANGS: tuple[Lang, ...] = ("en", "zh")
LFP = "studies/lfp-ctp-yibin"
SCREENS = {
    "studies": "",
    "result": LFP,
    "trace": f"{LFP}/trace?branch=raw_materials/cell",
    "compare": "compare",
    "difference": "compare?study=lfp-ctp-yibin&study=nmc811-xining",
    "whatif": f"{LFP}/whatif",
    "uncertainty": f"{LFP}/uncertainty",
    "check": f"{LFP}/check",
    "catalogue": "catalogue",
    "product": "catalogue/lithium_carbonate",
    "process": "catalogue/li2co3_brine_cl_atacama",
    "places": "catalogue/lfp_cathode/places",
    "obligations": "obligations?date=2026-11-21",
    "declaration": f"{LFP}/declaration",
    "declared": "declarations/{digest}",
    "verify": "verify",
    "journal": "journal",
    "entry": "journal/2",
    "missing": "studies/nix",
}
SECRET = "correct horse battery"  # noqa: S105  (of a key that lives as long as the tests)
# Parts of a screen that reach beyond it without a box to scroll in.
SPILLED = """
() => [...document.querySelectorAll("main *, header *, footer *")].filter(element => {
  const box = element.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !element.closest(".scroll, figure, .hidden");
}).map(element => element.outerHTML.slice(0, 80))
"""
SMALL = """
() => [...document.querySelectorAll("header a, .tabs a, button, .button, select, input")]
  .filter(e => e.getBoundingClientRect().height > 0 && e.type !== "checkbox")
  .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a running application, in which one study has been declared."""
    listening = bound("127.0.0.1", 0)
    app = create_app(tmp_path_factory.mktemp("served"))
    desk = app.state.desk
    with desk.house() as house:
        generate(house, owner="Example Battery", name="plant-1", passphrase=SECRET, at=moment())
    desk.declare("nmc811-xining", key="plant-1", passphrase=SECRET)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def kept(visit: Visit, name: str) -> None:
    """Leave a picture of the page where artefacts are wanted."""
    folder = os.environ.get("CELLPRINT_ARTEFACTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        visit.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def told(home: str, what: str) -> dict[str, Any]:
    """Return what the API says of the example, which the command line says as well."""
    document: dict[str, Any] = httpx.get(f"{home}/api/v1/{LFP}/{what}", timeout=60).json()
    return document


def all_wind(home: str) -> str:
    """Return the footprint with wind power only, as pages show it."""
    return significant(told(home, "whatif?lever=electricity.wind=1")["value"])


def place(home: str, screen: str) -> str:
    """Return the address of a screen without the language."""
    path = SCREENS[screen]
    if "{digest}" in path:
        newest = httpx.get(f"{home}/api/v1/declarations", timeout=60).json()[0]
        path = path.format(digest=newest["digest"])
    return path


def expected(screen: str) -> list[str]:
    """Return what the browser says of its own accord: the status of a page that is missing."""
    return ["404"] if screen == "missing" else []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_quiet_whole_and_readable_at_every_width(
    reader: Reader, home: str, screen: str, lang: Lang
) -> None:
    visit = reader.visit(f"{home}/{lang}/{place(home, screen)}", home)
    found = {}
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        found[width] = {
            "too wide": visit.page.evaluate(TOO_WIDE) > 0,
            "spilled": visit.page.evaluate(SPILLED),
            "texts": visit.page.evaluate(OVERLAPS),
            "small": visit.page.evaluate(SMALL),
        }
        kept(visit, f"{screen}.{lang}.{width}")

    fine = {"too wide": False, "spilled": [], "texts": [], "small": []}
    assert found == dict.fromkeys(WIDTHS, fine)
    assert visit.outside == []
    assert all(word in line for line, word in zip(visit.complaints, expected(screen), strict=True))


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_serious(reader: Reader, home: str, screen: str) -> None:
    number = list(SCREENS).index(screen)
    lang, scheme = LANGS[number % 2], ("light", "dark")[number // 2 % 2]
    address = f"{home}/{lang}/{place(home, screen)}"
    visit = reader.visit(address, home, scheme=scheme)  # type: ignore[arg-type]

    assert serious(visit) == []


def test_a_study_can_be_read_by_clicks_alone_without_scripts(reader: Reader, home: str) -> None:
    page = reader.visit(f"{home}/en/", home, scripts=False).page

    page.get_by_role("link", name="LFP pack, cell-to-pack, Yibin").click()
    page.locator("#items table a[href*=trace]").first.click()
    source = page.locator("dl.facts dt", has_text="Source")
    assert source.is_visible()
    page.get_by_role("link", name="What-if").click()
    page.get_by_label("Plant electricity from wind through the grid").fill("1")
    page.get_by_role("button", name="Compute").click()

    assert page.locator("#answer .value").inner_text() == all_wind(home)
    assert "electricity.wind=1" in page.url


def test_a_slider_answers_in_place(reader: Reader, home: str) -> None:
    visit = reader.visit(f"{home}/en/{LFP}/whatif", home)
    page = visit.page

    slider = page.get_by_role("slider", name="Plant electricity from wind through the grid")
    slider.fill("1")
    page.locator("#answer .value", has_text=all_wind(home)).wait_for()

    assert page.evaluate("document.activeElement.type") == "range"
    assert page.url.endswith("?electricity.wind=1.00")
    assert visit.complaints == []


def test_the_chain_is_cut_in_place(reader: Reader, home: str) -> None:
    visit = reader.visit(f"{home}/en/{LFP}", home)
    chain = visit.page.locator("#figure-chain svg.middle")
    before = chain.locator("text").count()

    visit.page.get_by_label("Show by name what is more than this share").fill("0.1")
    visit.page.wait_for_url("**least=0.1**")

    assert chain.locator("text").count() < before
    assert visit.complaints == []


@pytest.mark.parametrize("width", WIDTHS[:2])
@pytest.mark.parametrize(
    ("lang", "show", "back", "named"),
    [
        ("en", "Explore", "Back to the drawing", "Raw material acquisition and pre-processing: "),
        ("zh", "交互查看", "返回静态图", "原材料获取与预处理："),
    ],
)
def test_a_chart_is_explored_and_put_back(
    reader: Reader, home: str, lang: Lang, show: str, back: str, named: str, width: int
) -> None:
    visit = reader.visit(f"{home}/{lang}/{LFP}", home, width=width)
    figure = visit.page.locator("#figure-stages")
    fetched: list[str] = []
    visit.page.on("request", lambda request: fetched.append(request.url))

    figure.get_by_role("button", name=show).press("Enter")
    marks = figure.locator(".explored .mark-rect path")
    marks.first.hover()
    tip = visit.page.locator("#tip.visible")
    tip.wait_for()

    share = significant(told(home, "footprint")["stages"][0]["value"])
    assert tip.inner_text().startswith(f"{named}{share} kg CO₂e/kWh")
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert marks.count() == len(told(home, "footprint")["stages"]) + 1
    assert not figure.locator(".drawing").is_visible()
    assert visit.page.evaluate(SMALL) == visit.page.evaluate(SPILLED) == []
    assert serious(visit) == []
    assert any("/static/vega." in address for address in fetched)
    kept(visit, f"explored.{lang}.{width}")

    figure.get_by_role("button", name=back).press("Enter")

    assert figure.locator(".drawing").is_visible()
    assert figure.locator(".explored").count() == 0
    assert figure.get_by_role("button", name=show).evaluate("b => b === document.activeElement")
    assert (visit.complaints, visit.outside) == ([], [])


def test_every_chart_that_is_offered_can_be_explored(reader: Reader, home: str) -> None:
    visit = reader.visit(f"{home}/en/{LFP}", home)
    figures = visit.page.locator("figure[data-chart]")

    for figure in figures.all():
        figure.get_by_role("button", name="Explore").click()
        figure.locator(".explored svg").wait_for()

    assert figures.count() == len(CHARTS)
    assert (visit.complaints, visit.outside) == ([], [])


def test_a_chain_that_was_cut_is_explored_as_it_is_shown(reader: Reader, home: str) -> None:
    visit = reader.visit(f"{home}/en/{LFP}", home)
    figure = visit.page.locator("#figure-chain")
    whole = figure.locator("svg.full text").count()

    visit.page.get_by_label("Show by name what is more than this share").fill("0.1")
    visit.page.wait_for_url("**least=0.1**")
    cut = figure.locator("svg.full text").count()
    figure.get_by_role("button", name="Explore").click()
    figure.locator(".explored svg").wait_for()

    assert figure.locator(".explored svg text").count() == cut < whole
    assert visit.complaints == []


def test_without_scripts_there_is_nothing_to_explore(reader: Reader, home: str) -> None:
    page = reader.visit(f"{home}/en/{LFP}", home, scripts=False).page

    assert page.locator("figure button").count() == 0
    assert page.locator("#figure-chain svg.full").is_visible()


def test_the_catalogue_answers_while_typing_in_either_language(reader: Reader, home: str) -> None:
    visit = reader.visit(f"{home}/zh/catalogue", home)
    field = visit.page.get_by_role("searchbox")

    field.press_sequentially("碳酸锂")
    visit.page.locator("#found tbody tr").first.get_by_text("lithium_carbonate").wait_for()

    assert field.evaluate("field => field === document.activeElement")
    assert visit.complaints == []


def test_a_bad_file_comes_back_with_its_lines(reader: Reader, home: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("cellprint: study/1\nid: bad\nbattery: {capacity: 60 kg}\n", encoding="utf-8")
    visit = reader.visit(f"{home}/zh/", home)

    visit.page.locator("#file").set_input_files(bad)
    visit.page.get_by_role("button", name="上传并计算").click()
    alert = visit.page.get_by_role("alert")
    alert.wait_for()

    assert "bad.yaml:3" in alert.inner_text()
    assert serious(visit) == []
    kept(visit, "bad-upload.zh.1040")


def test_a_good_file_leads_to_its_result(reader: Reader, home: str, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "cellprint: study/1\nid: own\nbased_on: ../lfp-ctp-yibin/study.yaml\n", encoding="utf-8"
    )
    visit = reader.visit(f"{home}/en/", home)

    visit.page.locator("#file").set_input_files(own)
    visit.page.get_by_role("button", name="Upload and compute").click()
    visit.page.wait_for_url(f"{home}/en/studies/own")

    total = told(home, "footprint")["total"]["value"]
    assert visit.page.locator(".big .value").first.inner_text() == significant(total)
    assert visit.complaints == []


def test_a_study_is_declared_and_verified_by_clicks_without_scripts(
    reader: Reader, home: str, tmp_path: Path
) -> None:
    page = reader.visit(f"{home}/en/studies/nmc811-xining/declaration", home, scripts=False).page

    page.get_by_label("Passphrase of the key").fill(SECRET)
    page.get_by_role("button", name="Sign and write into the journal").click()
    page.wait_for_url("**/declarations/*")
    evidence = tmp_path / "evidence.zip"
    with page.expect_download() as download:
        page.get_by_role("link", name="evidence.zip").click()
    download.value.save_as(evidence)
    page.get_by_role("link", name="Verify files of a declaration").click()
    page.locator("#files").set_input_files(evidence)
    page.get_by_role("button", name="Verify").click()

    page.get_by_role("status").get_by_text("Every check that could be made passed").wait_for()
    assert page.locator("table.verification .outcome.fail").count() == 0
    assert page.locator("table.verification .outcome.pass").count() >= 15


@pytest.mark.parametrize("lang", LANGS)
def test_a_verdict_is_readable_and_a_file_of_no_use_named(
    reader: Reader, home: str, tmp_path: Path, lang: Lang
) -> None:
    bad = tmp_path / "declaration.pdf"
    bad.write_bytes(b"%PDF-1.7 and then nothing")
    good = tmp_path / "evidence.zip"
    good.write_bytes(httpx.get(f"{home}/{lang}/{place(home, 'declared')}/evidence.zip").content)
    visit = reader.visit(f"{home}/{lang}/verify", home)
    answers = []

    for file in (bad, good):
        visit.page.locator("#files").set_input_files(file)
        visit.page.locator("form.box button").click()
        visit.page.get_by_role("alert" if file == bad else "status").wait_for()
        visit.page.wait_for_load_state()  # with its style sheet
        answers.append(visit.page.locator("main").inner_text())
        for width in WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 900})
            assert visit.page.evaluate(SPILLED) == []
            kept(visit, f"verified.{file.suffix[1:]}.{lang}.{width}")
        assert serious(visit) == []

    assert "CP-DECL-031" in answers[0]
    assert visit.page.locator("table.verification .outcome.fail").count() == 0
    assert all("422" in line for line in visit.complaints)


def test_a_wrong_passphrase_is_told_and_not_shown(reader: Reader, home: str) -> None:
    page = reader.visit(f"{home}/zh/{LFP}/declaration", home).page

    page.locator("#passphrase").fill("something that is wrong")
    page.locator("#sign form button").click()
    alert = page.get_by_role("alert")
    alert.wait_for()

    assert "CP-STORE-021" in alert.inner_text()
    assert page.locator("#passphrase").input_value() == ""


def test_the_keyboard_reaches_a_source(reader: Reader, home: str) -> None:
    page = reader.visit(f"{home}/en/{LFP}", home).page

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.locator("#items table a[href*=trace]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/trace?**")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('section') !== null"):
            break
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.locator("dl.facts dt", has_text="Source").wait_for()


def test_the_language_is_changed_on_the_spot(reader: Reader, home: str) -> None:
    page = reader.visit(f"{home}/en/{LFP}/trace?branch=raw_materials", home).page

    page.get_by_role("link", name="中文").click()

    assert page.url == f"{home}/zh/{LFP}/trace?branch=raw_materials"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_another_rule_book_is_taken_at_once(reader: Reader, home: str) -> None:
    page = reader.visit(f"{home}/en/{LFP}", home).page

    page.get_by_label("Rule book").select_option("pact-3")
    page.wait_for_url("**?rules=pact-3")

    assert page.get_by_label("Rule book").input_value() == "pact-3"
