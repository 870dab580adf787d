"""The journal through pages and API: entries, proofs, checks."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
from starlette.testclient import TestClient

from cellprint.web.application import create_app
from tests.web.conftest import BASE
from tests.web.declaring import SECRET, codes, multipart, tree


def test_the_journal_lists_what_was_signed_by_whom(desk: httpx.Client, signed: str) -> None:
    page = tree(desk.get("/en/journal").text)
    of_study = desk.get("/api/v1/journal", params={"study": "lfp-ctp-yibin"}).json()
    keys = desk.get("/api/v1/journal", params={"kind": "key_event"}).json()
    one = desk.get("/api/v1/journal", params={"most": 1}).json()
    rest = desk.get("/api/v1/journal", params={"before": one["next"]}).json()

    assert page.xpath(f"//table//a[@href='/en/declarations/{signed}']/text()") == ["Declaration"]
    assert [row["kind"] for row in of_study["entries"]] == ["declaration", "result", "study"]
    assert of_study["entries"][0]["signed_by"][0]["owner"] == "Example Battery"
    assert of_study["entries"][0]["declaration"] == signed
    assert [row["signed_by"][0]["owner"] for row in keys["entries"]] == ["Example Battery"]
    assert one["entries"][0]["position"] == one["size"] - 1
    assert len(rest["entries"]) == one["size"] - 1
    assert tree(desk.get("/zh/journal?study=none").text).xpath("count(//tbody/tr)") >= 1


def test_an_entry_is_proved_to_stand_in_the_journal(desk: httpx.Client, signed: str) -> None:
    position = desk.get("/api/v1/journal?kind=declaration").json()["entries"][0]["position"]

    found = desk.get(f"/api/v1/journal/{position}").json()
    page = tree(desk.get(f"/en/journal/{position}").text)

    assert found["stands"] is True
    assert found["content"] == signed
    assert found["receipt"]["position"] == position
    assert page.xpath("//section[contains(@class, 'verdict passed')]")
    assert len(page.xpath("//ol[contains(@class, 'proof')]/li")) == len(found["receipt"]["proof"])


def test_an_entry_that_nothing_signed_covers_yet_says_so(tmp_path: Path, lfp: bytes) -> None:
    with TestClient(create_app(tmp_path), base_url=BASE) as fresh:
        assert fresh.post("/api/v1/studies", files={"file": ("a.yaml", lfp)}).is_success
        newest = fresh.get("/api/v1/journal").json()["entries"][0]["position"]

        found = fresh.get(f"/api/v1/journal/{newest}").json()
        page = tree(fresh.get(f"/zh/journal/{newest}").text)

    assert (found["stands"], found["receipt"]) == (None, None)
    assert page.xpath("//section[contains(@class, 'verdict open')]")
    assert not page.xpath("//ol[contains(@class, 'proof')]")


def test_the_journal_is_checked_also_against_what_others_kept(
    desk: httpx.Client, signed: str
) -> None:
    note = desk.post("/en/journal/checkpoint", files=multipart({"passphrase": SECRET}))
    witness = {"witness": ("checkpoint.txt", note.content)}
    lines = note.text.split("\n")
    forged = "\n".join([lines[0], str(int(lines[1]) + 1), *lines[2:]]).encode()

    whole = desk.post("/en/journal", files=witness)
    alone = desk.post("/api/v1/journal/check", files={"x": (None, "1")}).json()
    other = desk.post("/api/v1/journal/check", files={"witness": ("c.txt", forged)}).json()
    bad = desk.post("/zh/journal", files={"witness": ("c.txt", b"\xff\xfe")})

    assert signed
    assert tree(whole.text).xpath("//section[contains(@class, 'verdict passed')]")
    assert [one for one in alone if one["severity"] == "error"] == []
    errors = [one["code"] for one in other if one["severity"] == "error"]
    assert errors[0].startswith("CP-CHAIN-")
    assert codes(bad) == ["CP-DECL-051"]
    assert codes(desk.post("/en/journal/checkpoint", files=multipart({}))) == ["CP-DECL-062"]


def test_a_journal_without_a_key_says_that_nothing_was_signed(tmp_path: Path) -> None:
    with TestClient(create_app(tmp_path), base_url=BASE) as fresh:
        page = fresh.get("/en/journal")
        checked = fresh.post("/en/journal", files=multipart({"x": "1"}))

    assert page.status_code == 200
    assert codes(checked) == ["CP-DECL-013"]


def changed(folder: Path, name: str, statement: str) -> Path:
    """Return a copy of a store, changed by somebody who takes its protection away."""
    copy = folder.parent / f"{folder.name}-{name}"
    copy.mkdir()
    (copy / "store.sqlite").write_bytes((folder / "store.sqlite").read_bytes())
    with sqlite3.connect(copy / "store.sqlite") as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (trigger,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute(statement)
    return copy


def test_a_changed_entry_shows_up(desk: httpx.Client, folder: Path, signed: str) -> None:
    statement = "UPDATE journal_entries SET commitment = zeroblob(32) WHERE position = 1"
    copy = changed(folder, "changed", statement)

    with TestClient(create_app(copy), base_url=BASE) as other:
        page = other.post("/en/journal", files=multipart({"x": "1"}))
        # Its neighbour's proof leads over the changed entry.
        entry = other.get("/api/v1/journal/0").json()

    assert signed
    assert desk
    assert tree(page.text).xpath("//section[contains(@class, 'verdict failed')]")
    assert entry["stands"] is False


def test_a_declaration_without_its_footprint_still_gives_itself(folder: Path, signed: str) -> None:
    copy = changed(folder, "bare", "DELETE FROM documents WHERE kind = 'result'")

    with TestClient(create_app(copy), base_url=BASE) as other:
        page = other.get(f"/en/declarations/{signed}")
        pdf = other.get(f"/en/declarations/{signed}/declaration.pdf")
        itself = other.get(f"/en/declarations/{signed}/declaration.json")

    assert tree(page.text).xpath("//section[@id='files']//tbody//a/text()") == [
        "declaration.json",
        "declaration.sd-jwt",
    ]
    assert "CP-DECL-065" in pdf.text
    assert itself.status_code == 200
