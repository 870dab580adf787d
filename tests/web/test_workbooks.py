"""Workbooks through the pages: templates out, studies in, bad ones back with their cells marked."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from lxml import html as lxml_html
from openpyxl import load_workbook

from cellprint.app.data import shipped_catalogue
from cellprint.app.workbooks import filled, template
from tests.web.conftest import EXAMPLES

LFP = EXAMPLES / "lfp-ctp-yibin" / "study.yaml"


def sent(client: httpx.Client, name: str, content: bytes) -> httpx.Response:
    return client.post("/zh/studies", files={"file": (name, content)}, follow_redirects=False)


def test_a_study_as_a_workbook_gives_the_footprint_of_the_study(
    client: httpx.Client, tmp_path: Path
) -> None:
    own = tmp_path / "study.yaml"
    text = LFP.read_text(encoding="utf-8").replace("id: lfp-ctp-yibin", "id: from-workbook")
    own.write_text(text, encoding="utf-8")
    content = filled(shipped_catalogue(), own, lang="zh")

    answer = sent(client, "我的电池.xlsx", content)

    assert answer.headers["location"] == "/zh/studies/from-workbook"
    totals = [
        client.get(f"/api/v1/studies/{ref}/footprint").json()["total"]
        for ref in ("from-workbook", "lfp-ctp-yibin")
    ]
    assert totals[0] == totals[1]


def test_a_workbook_with_gaps_comes_back_marked(client: httpx.Client) -> None:
    content = template(shipped_catalogue(), lang="zh", chemistry="lfp")

    answer = sent(client, "空.xlsx", content)

    assert answer.status_code == 422
    page: Any = lxml_html.fromstring(answer.text)
    places = page.xpath("//section[@role='alert']//li//code[2]/text()")
    assert any("!" in place for place in places)
    marked = client.get(page.xpath("//section[@role='alert']//a/@href")[0])
    assert marked.headers["content-type"].endswith("spreadsheetml.sheet")
    before, after = (load_workbook(BytesIO(one)) for one in (content, marked.content))
    assert comments(after) > comments(before)


def comments(book: Any) -> int:
    """Return how many cells of a workbook have a comment."""
    return sum(cell.comment is not None for sheet in book for row in sheet.rows for cell in row)


def test_a_marked_workbook_that_is_gone_is_not_found(client: httpx.Client) -> None:
    assert client.get("/zh/marked/none.xlsx").status_code == 404


def test_a_template_is_offered_for_every_chemistry(client: httpx.Client) -> None:
    page: Any = lxml_html.fromstring(client.get("/en/").text)
    offered = [link for link in page.xpath("//a/@href") if ".xlsx" in link]

    assert "/en/template.xlsx?chemistry=lfp" in offered
    for link in offered[:2]:
        assert client.get(link).content.startswith(b"PK")


def test_a_file_that_only_looks_like_a_workbook_is_refused(client: httpx.Client) -> None:
    answer = sent(client, "x.xlsx", b"PK\x03\x04 and nothing else")

    assert answer.status_code == 422
    assert "CP-XLS-" in answer.text
