"""Declaring, verifying and the journal through pages and API, on a store of its own."""

from __future__ import annotations

import json
import logging
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from starlette.testclient import TestClient

from cellprint.app.declaration.outcome import CHECK_NAMES
from cellprint.cli.main import run
from cellprint.i18n import LANGUAGES, Lang
from cellprint.web.application import create_app
from cellprint.web.declared import FILES
from cellprint.web.shown import significant
from tests.report.pdf_text import pdf_text
from tests.web.conftest import BASE
from tests.web.declaring import API, KEY, SECRET, STUDY, codes, multipart, tree


def test_without_a_key_the_page_says_so_and_offers_to_make_one(
    tmp_path: Path,
) -> None:
    with TestClient(create_app(tmp_path), base_url=BASE) as fresh:
        page = tree(fresh.get(STUDY).text)
        refused = fresh.post(STUDY, files=multipart({"passphrase": SECRET}))
        draft = fresh.get(API).json()

    assert page.xpath("//section[@id='sign']//code/text()")[0] == "CP-DECL-013"
    assert page.xpath("//form[@method='post']//input[@name='again']")
    assert refused.status_code == 422
    assert codes(refused) == ["CP-DECL-013"]
    assert draft["can_be_signed"] is False
    assert [one["code"] for one in draft["obstacles"]] == ["CP-DECL-013"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"again": "something else"}, "CP-DECL-067"),
        ({"passphrase": "short", "again": "short"}, "CP-STORE-022"),
        ({"owner": ""}, "CP-DECL-010"),
        ({"passphrase": "", "again": ""}, "CP-DECL-062"),
    ],
)
def test_a_key_that_cannot_be_made_is_refused_without_showing_a_secret(
    tmp_path: Path, change: dict[str, str], code: str
) -> None:
    with TestClient(create_app(tmp_path), base_url=BASE) as fresh:
        answer = fresh.post(f"{STUDY}/key", files=multipart({**KEY, **change}))
        made = fresh.get("/api/v1/keys").json()

    assert answer.status_code == 422
    assert codes(answer) == [code]
    assert SECRET not in answer.text
    assert 'value="plant-1"' in answer.text
    assert made == []


def test_the_page_names_rule_book_class_and_what_is_missing(desk: httpx.Client) -> None:
    page = tree(desk.get(STUDY).text)
    draft = desk.get(API).json()

    facts = {
        row.xpath("string(dt)"): row.xpath("string(dd)")
        for row in page.xpath("//div[@class='hero']//dl/div")
    }
    missing = page.xpath("//section[@id='missing']//tbody/tr/th/code/text()")
    assert facts["Rule book"] == "eu-cfb-ev-draft-2024 2024-04-29"
    assert facts["Confidentiality class"].startswith("public")
    assert facts["Performance class"].startswith("none stated")
    # Article 7(1): (a) manufacturer, (b) model, (f) declaration of conformity, (g) public study.
    assert {"manufacturer", "model", "declaration_of_conformity", "public_study"} <= set(missing)
    assert missing == [one["id"] for one in draft["missing"]]


def test_a_wrong_passphrase_signs_nothing_and_is_never_shown_or_logged(
    desk: httpx.Client, signed: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = desk.get("/api/v1/journal").json()["size"]
    wrong = "a passphrase that is wrong"

    with caplog.at_level(logging.DEBUG):
        page = desk.post(STUDY, files=multipart({"passphrase": wrong, "valid_until": "2030-01-01"}))
        api = desk.post(API, data={"passphrase": wrong})

    assert signed
    assert (page.status_code, api.status_code) == (422, 422)
    assert codes(page) == ["CP-STORE-021"]
    assert 'value="2030-01-01"' in page.text
    assert wrong not in page.text + api.text + caplog.text
    assert desk.get("/api/v1/journal").json()["size"] == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"key": "nobody"}, "CP-DECL-012"),
        ({"valid_until": "2001-01-01"}, "CP-DECL-005"),
        ({"valid_until": "soon"}, "CP-DECL-003"),
        ({"rules": "nix"}, "CP-RULE-"),
    ],
)
def test_what_cannot_be_declared_comes_back_with_its_code(
    desk: httpx.Client, signed: str, fields: dict[str, str], code: str
) -> None:
    answer = desk.post(API, data={"passphrase": SECRET, **fields})

    assert signed
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["code"].startswith(code)


def test_a_variant_made_for_comparison_is_not_declared(desk: httpx.Client, signed: str) -> None:
    place = "/studies/nmc811-xining@CN-SC/declaration"

    answer = desk.post(f"/en{place}", files=multipart({"passphrase": SECRET}))

    assert signed
    assert codes(answer) == ["CP-DECL-068"]
    assert desk.get(f"/api/v1{place}").json()["can_be_signed"] is False


def test_the_passphrase_may_stand_in_the_environment(
    desk: httpx.Client, signed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELLPRINT_PASSPHRASE", SECRET)

    note = desk.post("/en/journal/checkpoint", files=multipart({"key": "plant-1"}))

    assert signed
    assert note.status_code == 200
    assert SECRET not in note.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_declaration_is_shown_with_its_files(desk: httpx.Client, signed: str, lang: Lang) -> None:
    page = tree(desk.get(f"/{lang}/declarations/{signed}").text)

    assert page.xpath("//section[@id='files']//tbody//a/text()") == list(FILES)
    assert signed in page.xpath("string(//main)")
    listed = desk.get("/api/v1/declarations", params={"study": "lfp-ctp-yibin"}).json()
    assert [row["digest"] for row in listed] == [signed]
    assert desk.get("/api/v1/declarations", params={"study": "other"}).json() == []


def test_the_files_are_those_of_one_declaration_and_verify(
    desk: httpx.Client, files: dict[str, bytes]
) -> None:
    sent = [("files", (name, content)) for name, content in files.items()]

    found = desk.post("/api/v1/verify", files=sent).json()

    states = {check["id"]: check["state"] for check in found["checks"]}
    assert found["result"] == "passed"
    # The pages are set again from the evidence: the same bytes.
    assert set(states.values()) == {"passed"}
    assert {"same_declaration", "pages", "footprint", "journal", "disclosed"} <= set(states)
    assert json.loads(files["declaration.json"])["declaration"]["version"] == 1
    assert b"~" in files["declaration.sd-jwt"]


# A number as it is shown; ids, dates, digests and law texts are no numbers.
NUMBER = re.compile(r"(?<![\w./:,(−-])−?\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w./:,)%-])")


def words(page: Any) -> str:
    """Return the words of a page, one space between them."""
    return re.sub(r"\s+", " ", " ".join(page.xpath("//main//text()[not(ancestor::style)]")))


def test_preview_page_and_pdf_hold_the_same_numbers(
    desk: httpx.Client, signed: str, files: dict[str, bytes]
) -> None:
    # The setter puts a little space between a number and Han.
    printed = pdf_text(files["declaration.pdf"]).replace(" 号", "号")
    preview = {lang: words(tree(desk.get(STUDY.replace("en", lang, 1)).text)) for lang in LANGUAGES}
    page = {
        lang: words(tree(desk.get(f"/{lang}/declarations/{signed}").text)) for lang in LANGUAGES
    }

    stages = json.loads(files["declaration.json"])["declaration"]["stages"]
    for text in (printed, preview["en"], page["en"]):
        for stage in stages:
            # The declaration states four digits, the pages three of the same value.
            assert f"{stage['name']['en']} " in text
            assert significant(stage["value"]) in text
    inside = set(NUMBER.findall(printed))
    assert len(inside) > 50
    # Numbers of the foot are those of pages; every other one stands on the pages of the browser.
    foot = {str(number) for number in range(1, 40)}
    assert inside - foot - set(NUMBER.findall(page["en"] + page["zh"])) == set()
    assert inside - foot - set(NUMBER.findall(preview["en"] + preview["zh"])) == set()


def test_the_api_verifies_as_the_command_line_does(
    desk: httpx.Client,
    files: dict[str, bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundle = tmp_path / "evidence.zip"
    bundle.write_bytes(files["evidence.zip"])
    first = desk.get("/api/v1/keys").json()[0]["first"]
    # Somebody else, who was told the first key.
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "stranger"))
    run(["verify", str(bundle), "--json", "--trust", first])
    expected = json.loads(capsys.readouterr().out)

    found = desk.post(
        "/api/v1/verify", files={"files": ("evidence.zip", files["evidence.zip"])}
    ).json()

    assert {**found, "at": ""} == {**expected, "at": ""}


@pytest.mark.parametrize(
    ("place", "status", "code"),
    [
        ("declarations/" + "0" * 64, 404, "CP-DECL-064"),
        ("declarations/nix/declaration.pdf", 404, "CP-DECL-064"),
        ("declarations/{digest}/study.yaml", 404, "CP-WEB-007"),
        ("journal/99999", 404, "CP-CHAIN-022"),
    ],
)
def test_what_is_not_there_is_a_page_with_a_code(
    desk: httpx.Client, signed: str, place: str, status: int, code: str
) -> None:
    answer = desk.get("/zh/" + place.format(digest=signed))

    assert answer.status_code == status
    assert code in answer.text


def test_evidence_that_is_kept_elsewhere_is_said_to_be(
    desk: httpx.Client, folder: Path, signed: str
) -> None:
    kept = folder / "evidence" / f"{signed}.zip"
    aside = kept.rename(kept.with_suffix(".aside"))
    page = desk.get(f"/en/declarations/{signed}")
    answer = desk.get(f"/api/v1/declarations/{signed}/evidence.zip")
    aside.rename(kept)

    assert kept.stat().st_mode & 0o077 == 0
    assert "evidence.zip" not in tree(page.text).xpath("//section[@id='files']//a/text()")
    assert answer.status_code == 404
    assert answer.json()["findings"][0]["code"] == "CP-DECL-066"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_check_is_shown_with_its_verdict(
    desk: httpx.Client, files: dict[str, bytes], lang: Lang
) -> None:
    sent = {"files": ("evidence.zip", files["evidence.zip"])}

    page = tree(desk.post(f"/{lang}/verify", files=sent).text)

    rows = {
        row.xpath("string(th)"): row.xpath("td[1]/span/@class")[0]
        for row in page.xpath("//table[contains(@class, 'verification')]/tbody/tr")
    }
    assert {CHECK_NAMES[name].get(lang) for name in ("signature", "journal", "footprint")} <= set(
        rows
    )
    assert set(rows.values()) == {"outcome pass"}
    assert page.xpath("//section[contains(@class, 'verdict passed')]")


def altered(bundle: bytes) -> bytes:
    """Return an evidence bundle whose study was changed, the rest as it was."""
    result = BytesIO()
    with ZipFile(BytesIO(bundle)) as before, ZipFile(result, "w") as after:
        for item in before.infolist():
            content = before.read(item)
            if item.filename == "study.yaml":
                content += b"# changed\n"
            after.writestr(item, content)
    return result.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bad.zip", b"PK\x03\x04 nothing", "CP-STORE-04"),
        ("bad.json", b'{"declaration": 1}', "CP-DECL-015"),
        ("bad.pdf", b"%PDF-1.7 and then nothing", "CP-DECL-031"),
        ("bad.txt", b"hello", "CP-DECL-032"),
    ],
)
def test_a_file_of_no_use_comes_back_with_its_code(
    desk: httpx.Client, name: str, content: bytes, code: str
) -> None:
    page = desk.post("/zh/verify", files={"files": (name, content), "trust": (None, "abc")})
    api = desk.post("/api/v1/verify", files={"files": (name, content)})

    assert page.status_code == 422
    assert codes(page)[0].startswith(code)
    assert 'value="abc"' in page.text
    assert api.status_code == 422


def test_a_form_without_a_file_comes_back_with_its_code(desk: httpx.Client) -> None:
    # What a browser sends for a field in which no file was chosen.
    head = 'Content-Disposition: form-data; name="files"; filename=""'
    body = f"--b\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n"

    answer = desk.post(
        "/en/verify",
        content=body.encode(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert codes(answer) == ["CP-WEB-009"]


def test_too_many_files_are_refused(desk: httpx.Client) -> None:
    sent = [("files", (f"{number}.json", b"{}")) for number in range(9)]

    answer = desk.post("/en/verify", files=sent)

    assert codes(answer) == ["CP-WEB-006"]


def test_altered_evidence_is_refused_or_fails(desk: httpx.Client, files: dict[str, bytes]) -> None:
    sent = {"files": ("evidence.zip", altered(files["evidence.zip"]))}

    answer = desk.post("/en/verify", files=sent)

    assert answer.status_code == 422
    assert codes(answer)[0].startswith("CP-STORE-04")


def test_a_declaration_with_another_number_fails_check_by_check(
    desk: httpx.Client, files: dict[str, bytes]
) -> None:
    total = json.loads(files["declaration.json"])["declaration"]["total"]["value"].encode()
    changed = files["declaration.json"].replace(b'"' + total + b'"', b'"0.1000"')

    answer = desk.post("/en/verify", files={"files": ("declaration.json", changed)})

    page = tree(answer.text)
    assert answer.status_code == 200
    assert page.xpath("//section[contains(@class, 'verdict failed')]")
    assert "CP-CHAIN-" in page.xpath("string(//table[contains(@class, 'verification')])")
