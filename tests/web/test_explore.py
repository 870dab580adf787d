"""Charts to explore: specifications by the API, and the program that draws them in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import vl_convert

from cellprint.charts.theme import NARROW, WIDE
from cellprint.web import explore
from cellprint.web.assets import FOREVER

CHARTS = "/api/v1/studies/lfp-ctp-yibin/charts"
SMALL = "export const embed = 1;"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where the program is kept, with a maker that is quick."""
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path))
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda _snippet: SMALL)
    explore.program.cache_clear()
    yield tmp_path / "cache"
    explore.program.cache_clear()


def tips(specification: dict[str, Any]) -> list[str]:
    rows = (row for layer in specification["layer"] for row in layer["data"]["values"])
    return [row["tip"] for row in rows if "tip" in row]


@pytest.mark.parametrize("chart", explore.CHARTS)
@pytest.mark.parametrize("width", ["narrow", "middle", "full"])
def test_every_chart_of_the_result_has_its_specification(
    client: httpx.Client, chart: str, width: str
) -> None:
    found = client.get(f"{CHARTS}/{chart}?lang=zh&width={width}").json()

    widths = {"narrow": NARROW, "middle": WIDE, "full": 976 if chart == "chain" else WIDE}
    assert found["width"] == widths[width]
    assert all("：" in tip and "kg CO₂e" in tip for tip in tips(found))
    assert len(tips(found)) >= 2


def test_a_specification_follows_rule_book_and_cut_off(client: httpx.Client) -> None:
    own, other, cut = (
        client.get(f"{CHARTS}/chain{query}").json() for query in ("", "?rules=pact-3", "?least=0.1")
    )

    assert own != other
    assert len(tips(cut)) < len(tips(own))


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        (f"{CHARTS}/nix", 404, "CP-WEB-007"),
        ("/api/v1/studies/nix/charts/stages", 404, "CP-WEB-003"),
        (f"{CHARTS}/stages?width=2000", 422, "CP-WEB-006"),
        (f"{CHARTS}/stages?lang=fr", 422, "CP-WEB-006"),
        (f"{CHARTS}/chain?least=0.9", 422, "CP-WEB-006"),
    ],
)
def test_what_is_not_there_is_told(
    client: httpx.Client, address: str, status: int, code: str
) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (status, code)


def test_the_page_names_the_program_and_does_not_load_it(client: httpx.Client) -> None:
    page = client.get("/en/studies/lfp-ctp-yibin").text

    assert page.count(f'data-program="/static/{explore.program_file()}"') == len(explore.CHARTS)
    assert page.count("<script") == 1
    assert f'src="/static/{explore.program_file()}"' not in page


def test_the_program_is_served_for_good(client: httpx.Client, cache: Path) -> None:
    answer = client.get(f"/static/{explore.program_file()}")

    assert answer.text == SMALL
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (cache / explore.program_file()).is_file()


@pytest.mark.usefixtures("cache")
def test_the_program_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = explore.program()
    explore.program.cache_clear()
    monkeypatch.setattr(vl_convert, "javascript_bundle", lambda _snippet: "made again")

    assert explore.program() == first


def test_a_damaged_program_is_made_anew(cache: Path) -> None:
    whole = explore.program()
    kept = cache / explore.program_file()
    kept.write_bytes(kept.read_bytes()[:-3])
    explore.program.cache_clear()

    assert explore.program() == whole
    assert kept.read_bytes().endswith(whole)


def test_a_cache_that_cannot_be_written_is_no_error(cache: Path) -> None:
    cache.write_text("a file where the folder should be", encoding="utf-8")

    assert explore.program() == SMALL.encode()


def test_an_interrupted_write_leaves_no_part(cache: Path) -> None:
    (cache / explore.program_file()).mkdir(parents=True)

    assert explore.program() == SMALL.encode()
    assert [path.name for path in cache.iterdir()] == [explore.program_file()]


def test_the_real_program_exports_what_the_page_imports() -> None:
    made = vl_convert.javascript_bundle(explore._EXPORTED)

    assert made.rstrip().endswith("as embed};")
