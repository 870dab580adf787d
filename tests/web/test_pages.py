"""Pages as they are sent: language, marks, no inline script or style, no dead link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from lxml import html as lxml_html

from cellprint.i18n import LANGUAGES, Lang, translations
from cellprint.web.application import SCREENS
from cellprint.web.shown import significant

LFP = "studies/lfp-ctp-yibin"
PAGES = (
    "",
    "compare",
    "compare?study=lfp-ctp-yibin&study=nmc811-xining",
    "compare?study=lfp-ctp-yibin&at=CN-QH",
    "compare?study=lfp-ctp-yibin&rules=eu-cfb-ev-draft-2024&rules=jrc-cfb-ev-2023",
    "catalogue",
    "catalogue/lithium_carbonate",
    "catalogue/li2co3_brine_cl_atacama",
    "catalogue/lithium_carbonate/places",
    "obligations?date=2026-11-21",
    LFP,
    f"{LFP}/trace?branch=raw_materials/cell",
    f"{LFP}/whatif?electricity.wind=0.5",
    f"{LFP}/uncertainty",
    f"{LFP}/check",
    f"{LFP}/declaration",
    "verify",
    "journal",
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def tree(text: str) -> Any:
    """Return a page as a tree; the stubs of lxml know too many kinds of answers."""
    return lxml_html.fromstring(text)


def drawn(client: httpx.Client, lang: Lang, page: str) -> Any:
    answer = client.get(f"/{lang}/{page}")
    assert answer.status_code == 200, page
    return tree(answer.text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_head_landmarks_and_nothing_inline(
    client: httpx.Client, page: str, lang: Lang
) -> None:
    root = drawn(client, lang, page)

    assert root.get("lang") == {"en": "en", "zh": "zh-CN"}[lang]
    assert len(root.xpath("//h1")) == 1
    assert len(root.xpath("//main")) == 1
    assert not root.xpath("//style | //script[not(@src)] | //@style | //@onclick")
    assert len(set(root.xpath("//@id"))) == len(root.xpath("//@id"))
    assert len(root.xpath("//link[@rel='stylesheet']")) == 1
    unlabelled = [
        field.get("name")
        for field in root.xpath("//input[not(@type='hidden')] | //select")
        if not root.xpath(f"//label[@for='{field.get('id')}']")
        and not field.xpath("ancestor::label")
    ]
    assert unlabelled == []


@pytest.mark.parametrize("page", PAGES)
def test_an_english_page_is_english(client: httpx.Client, page: str) -> None:
    root = drawn(client, "en", page)

    texts = " ".join(root.xpath("//main//h1//text() | //main//h2//text() | //main//label//text()"))

    assert not HAN.search(texts)


@pytest.mark.parametrize("page", [*PAGES, f"{LFP}?least=0.05", f"{LFP}/trace"])
def test_no_link_is_dead(client: httpx.Client, page: str) -> None:
    root = drawn(client, "zh", page)

    dead = [link for link in links(root) if client.get(link).status_code != 200]

    assert dead == []


def links(root: Any) -> Iterator[str]:
    """Yield addresses of the application; of a long list the first twelve."""
    found = dict.fromkeys(
        str(link).partition("#")[0] for link in root.xpath("//a/@href | //*/@src")
    )
    inside = [link for link in found if link.startswith("/")]
    yield from inside[:16]


def test_a_number_leads_to_its_source_in_two_clicks(client: httpx.Client) -> None:
    result = drawn(client, "en", LFP)
    first = result.xpath("//section[@id='items']//table//a[contains(@href, '/trace')]/@href")[0]
    trace = tree(client.get(first).text)
    part = trace.xpath("//section[@aria-labelledby='h-parts']//a/@href")[0]
    deeper = tree(client.get(part).text)

    for page in (trace, deeper):
        facts = {
            row.xpath("string(dt)"): row.xpath("string(dd)")
            for row in page.xpath("//section[@aria-labelledby='h-why']//div")
        }
        assert {"Arithmetic", "Exchange as stated", "Source"} <= set(facts)
        assert "Licence: " in facts["Source"] or "Place in it: " in facts["Source"]


def test_the_same_page_is_sent_once(client: httpx.Client) -> None:
    first = client.get(f"/en/{LFP}")

    again = client.get(f"/en/{LFP}", headers={"if-none-match": first.headers["etag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_static_files_are_kept_for_long_under_the_name_of_their_content(
    client: httpx.Client,
) -> None:
    root = drawn(client, "en", "")

    for address in root.xpath("//link/@href | //script/@src"):
        answer = client.get(address)
        assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", address)
        assert "immutable" in answer.headers["cache-control"]


def test_the_chain_names_less_with_a_higher_cut_off(client: httpx.Client) -> None:
    whole = drawn(client, "en", LFP)
    cut = drawn(client, "en", f"{LFP}?least=0.1")

    rows = [len(page.xpath("//section[@id='chain']//tbody/tr")) for page in (whole, cut)]

    assert rows[1] < rows[0]


def test_direct_and_upstream_parts_stand_side_by_side_by_name(client: httpx.Client) -> None:
    root = drawn(client, "en", LFP)
    known = client.get(f"/api/v1/{LFP}/direct").json()

    heads = root.xpath("//section[@id='items']//h3/text()")
    rows = root.xpath("(//section[@id='items']//table)[1]/tbody/tr")
    assert [head.partition(":")[0] for head in heads] == ["Direct", "Upstream"]
    assert rows[0].xpath("td/text()")[:2] == [
        significant(known["processes"][0][part]) for part in ("direct", "upstream")
    ]
    assert rows[-1].xpath("td/text()")[0] == significant(known["total"]["value"])


def test_a_process_shows_its_balances_and_leads_to_its_places(client: httpx.Client) -> None:
    root = drawn(client, "zh", "catalogue/quicklime")
    known = client.get("/api/v1/catalogue/quicklime/balances").json()

    shown = root.xpath("//section[@id='balances']//tr[@class='strong']/td/text()")
    assert shown == [significant(known["carbon"]["emitted"])]
    assert root.xpath("//a[contains(@href, '/places')]")


def test_a_lever_changes_the_answer_and_a_wrong_one_says_why(client: httpx.Client) -> None:
    stated = drawn(client, "en", f"{LFP}/whatif")
    pulled = drawn(client, "en", f"{LFP}/whatif?electricity.wind=1")
    wrong = client.get(f"/en/{LFP}/whatif?electricity.wind=5")

    values = [
        page.xpath("string(//*[@id='answer']//*[@class='value'])") for page in (stated, pulled)
    ]
    known = client.get(f"/api/v1/{LFP}/whatif?lever=electricity.wind=1").json()
    assert values == [significant(known["baseline"]), significant(known["value"])]
    assert values[0] != values[1]
    assert wrong.status_code == 422
    assert "CP-UNC-005" in wrong.text
    assert 'value="5"' in wrong.text


def test_a_good_file_leads_to_its_result(client: httpx.Client, lfp: bytes) -> None:
    own = lfp.replace(b"id: lfp-ctp-yibin", b"id: page-pack")

    answer = client.post("/zh/studies", files={"file": ("x.yaml", own)}, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/zh/studies/page-pack"
    assert "我的研究" in client.get("/zh/").text


def test_a_copy_of_an_example_stands_beside_it(client: httpx.Client, lfp: bytes) -> None:
    answer = client.post("/en/studies", files={"file": ("x.yaml", lfp)}, follow_redirects=False)

    assert answer.headers["location"] == "/en/studies/lfp-ctp-yibin.own"
    assert client.get("/en/studies/lfp-ctp-yibin.own/trace").status_code == 200


def test_a_study_based_on_an_example_is_taken(client: httpx.Client) -> None:
    text = b"cellprint: study/1\nid: based\nbased_on: ../lfp-ctp-yibin/study.yaml\n"

    answer = client.post("/en/studies", files={"file": ("x.yaml", text)}, follow_redirects=False)

    assert answer.headers["location"] == "/en/studies/based"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "CP-WEB-009"),
        (b"a: [1", "CP-YAML-"),
        (b"- 1\n", "CP-STUDY-007"),
        (b"\x50\x4b\x03\x04 not text \xff\xfe", "CP-XLS-005"),
        (b"cellprint: study/1\nid: x\nbased_on: ../../etc/passwd.yaml\n", "CP-STUDY-001"),
    ],
)
def test_a_bad_file_comes_back_with_what_is_wrong(
    client: httpx.Client, content: bytes, code: str
) -> None:
    answer = client.post("/zh/studies", files={"file": ("坏.yaml", content)})

    assert answer.status_code == 422
    root = tree(answer.text)
    assert root.xpath("//section[@role='alert']//code")[0].text.startswith(code)
    assert root.xpath("//form[@enctype]")


def test_every_line_that_is_wrong_is_listed_with_its_place(
    client: httpx.Client, lfp: bytes
) -> None:
    bad = lfp.replace(b"capacity: 60 kWh", b"capacity: 60 kg").replace(b"CN-SC", b"sichuan")

    answer = client.post("/en/studies", files={"file": ("mine.yaml", bad)})

    found = tree(answer.text).xpath("//section[@role='alert']//li//code/text()")
    assert len([text for text in found if text.startswith("mine.yaml:")]) >= 2


@pytest.mark.parametrize("address", ["/en/nowhere", "/xx/", "/en/studies/nix", "/xx/studies/y"])
def test_an_unknown_address_is_a_page_with_a_code(client: httpx.Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404
    assert "CP-WEB-00" in answer.text
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    ("wanted", "place"),
    [("zh-CN,zh;q=0.9", "/zh/"), ("en-GB", "/en/"), ("fr", "/en/"), ("", "/en/")],
)
def test_the_first_page_speaks_the_language_of_the_browser(
    client: httpx.Client, wanted: str, place: str
) -> None:
    answer = client.get("/", headers={"accept-language": wanted}, follow_redirects=False)

    assert answer.headers["location"] == place


def test_every_screen_has_a_chinese_name_and_is_in_the_navigation(client: httpx.Client) -> None:
    chinese = translations("zh", "web")
    root = drawn(client, "zh", LFP)

    names = [text.strip() for text in root.xpath("//nav//a/text()")]

    assert {chinese[screen.name] for screen in SCREENS} <= set(names)


def test_a_study_is_compared_with_itself_at_another_place_and_year(client: httpx.Client) -> None:
    root = drawn(client, "en", "compare?study=nmc811-xining&at=JP&at=2022")

    names = root.xpath("//section[@aria-labelledby='h-results']//tbody/tr/th/text()")

    assert [name.partition(", ")[2] for name in names] == [
        "Xining",
        "Xining, plant in Japan",
        "Xining, in 2022",
    ]


def test_a_place_that_nobody_knows_is_named(client: httpx.Client) -> None:
    root = drawn(client, "zh", "compare?study=nmc811-xining&at=Nowhere")

    assert root.xpath("//*[@role='alert']//code/text()")[0] == "CP-UNC-010"
