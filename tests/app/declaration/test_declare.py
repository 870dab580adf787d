"""What a declaration is: its files, what they say, and when none is made."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import typer

from cellprint.app.schemas import document_schema
from cellprint.model.declaration import DIGITS
from cellprint.report import fonts
from tests.app.declaration.world import (
    EXAMPLE,
    FILES,
    LATER,
    PASSPHRASE,
    Desk,
    declared,
    organisation,
    results,
)

LAYER = """\
id: own
name: {en: "Own data", zh: "自有数据"}
release: "1"
date: "2026-02-01"
licence: internal
redistribution: forbidden
"""


def body_of(folder: Path) -> Any:
    return json.loads((folder / "declaration.json").read_bytes())["declaration"]


def test_a_declaration_is_four_files_and_only_the_evidence_is_closed(files: Path) -> None:
    assert sorted(path.name for path in files.iterdir()) == sorted(FILES)
    assert (files / "evidence.zip").stat().st_mode & 0o077 == 0


def test_the_body_keeps_to_its_schema(files: Path) -> None:
    jsonschema.Draft202012Validator(document_schema("declaration")).validate(body_of(files))


def test_the_body_says_what_it_is_worth(files: Path) -> None:
    body = body_of(files)

    assert body["rulebook"]["status"] == "draft"
    assert "draft" in body["limits"][0]["en"]
    assert body["version"] == 1
    assert {stage["id"] for stage in body["stages"]} == {
        "raw_materials",
        "manufacturing",
        "distribution",
        "end_of_life",
    }
    assert [method["id"] for method in body["electricity_methods"] if method["counts"]]
    assert body["checks"]


def test_numbers_have_few_digits_and_stages_sum_to_the_total(files: Path) -> None:
    body = body_of(files)
    numbers = [body["total"]["value"], *(stage["value"] for stage in body["stages"])]

    for number in numbers:
        assert len(number.replace(".", "").strip("-0")) <= DIGITS
    total = sum(float(stage["value"]) for stage in body["stages"])
    assert total == pytest.approx(float(body["total"]["value"]), rel=5e-4)


def test_a_second_declaration_names_the_first(maker: Desk, files: Path, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")
    digest = sha256((files / "declaration.json").read_bytes()).hexdigest()

    second = declared(desk, EXAMPLE, tmp_path / "second", at=LATER)

    body = body_of(second)
    assert (body["version"], body["supersedes"]) == (2, digest)
    assert results(desk.done("verify", second / "evidence.zip", "--at", LATER, "--json"))


def test_signed_now_it_verifies_now(maker: Desk, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")

    desk.done("declare", EXAMPLE, "--out", tmp_path / "out", "--valid-until", "2126-01-01")

    desk.done("verify", tmp_path / "out" / "declaration.pdf")


def test_the_same_declaration_gives_the_same_pages(files: Path, maker: Desk) -> None:
    answer = maker.done(
        "verify", files / "declaration.pdf", files / "evidence.zip", "--at", LATER, "--json"
    )

    assert results(answer)["pages"] == "passed"


def test_another_rule_book_is_another_declaration(maker: Desk, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")

    folder = declared(desk, EXAMPLE, tmp_path / "out", "--rules", "jrc-cfb-ev-2023", "--no-pdf")

    body = body_of(folder)
    assert body["rulebook"]["id"] == "jrc-cfb-ev-2023"
    assert body["version"] == 1
    assert not (folder / "declaration.pdf").exists()


def test_the_table_says_what_was_declared_in_both_languages(maker: Desk, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")

    answer = desk.done(
        "declare", EXAMPLE, "--out", tmp_path / "out", "--at", LATER, "--no-pdf", "--lang", "zh"
    )

    assert "规则集 eu-cfb-ev-draft-2024" in answer.out
    assert "evidence.zip 为保密文件" in answer.out or "evidence.zip" in answer.out


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CP-DECL-003", ("--at", "soon")),
        ("CP-DECL-005", ("--at", LATER, "--valid-until", "2026-01-01")),
        ("CP-DECL-012", ("--at", LATER, "--key", "second")),
        ("CP-DECL-013", ("--at", "2025-12-31")),
    ],
)
def test_no_declaration(maker: Desk, tmp_path: Path, code: str, words: tuple[str, ...]) -> None:
    before = len(maker.done("journal", "show", "--json").json())

    maker.refused(code, "declare", EXAMPLE, "--out", tmp_path / "out", *words)

    assert len(maker.done("journal", "show", "--json").json()) == before
    assert not list((tmp_path / "out").glob("*"))


def test_a_study_that_is_not_there(maker: Desk, tmp_path: Path) -> None:
    maker.refused("CP-CLI-004", "declare", tmp_path / "no.yaml", "--out", tmp_path / "out")


def test_a_wrong_passphrase(maker: Desk, tmp_path: Path) -> None:
    answer = maker("declare", EXAMPLE, "--out", tmp_path / "out", passphrase=PASSPHRASE[::-1])

    assert answer.code == 2
    assert "CP-STORE-02" in answer.err
    assert PASSPHRASE not in answer.err


def test_no_passphrase(maker: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_types(*_: object, **__: object) -> str:
        raise typer.Abort

    monkeypatch.setattr(typer, "prompt", nobody_types)

    answer = maker("declare", EXAMPLE, "--out", tmp_path / "out", passphrase=None)

    assert answer.code == 2
    assert "CP-DECL-062" in answer.err


def test_a_folder_that_is_a_file(maker: Desk, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("something else")

    maker.refused("CP-DECL-061", "declare", EXAMPLE, "--out", tmp_path / "out")


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("something else")

    Desk(home=tmp_path / "home").refused("CP-DECL-004", "keys", "list")


def test_data_that_may_not_be_passed_on_are_not_declared(
    maker: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = tmp_path / "own"
    layer.mkdir()
    (layer / "layer.yaml").write_text(LAYER, encoding="utf-8")
    monkeypatch.setenv("CELLPRINT_CATALOGUES", str(layer))
    before = len(maker.done("journal", "show", "--json").json())

    maker.refused("CP-DECL-006", "declare", EXAMPLE, "--out", tmp_path / "out", "--at", LATER)

    assert len(maker.done("journal", "show", "--json").json()) == before


def test_an_expired_key_signs_nothing(tmp_path: Path) -> None:
    desk = Desk(home=tmp_path / "home")
    made = ("--owner", "Short", "--at", "2026-01-05", "--valid-until", "2026-02-01")
    desk.done("keys", "generate", *made)

    desk.refused("CP-DECL-013", "declare", EXAMPLE, "--out", tmp_path / "out", "--at", LATER)


@pytest.mark.parametrize("package", [fonts.SETTER, fonts.LATIN, fonts.HAN_COLLECTION])
def test_without_the_extra_everything_but_the_pdf_is_written(
    maker: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    desk = maker.copied(tmp_path / "home")
    found = find_spec
    absent = {package, *(fonts.HAN if package == fonts.HAN_COLLECTION else ())}
    monkeypatch.setattr(fonts, "find_spec", lambda name: None if name in absent else found(name))
    monkeypatch.delitem(sys.modules, package, raising=False)
    out = tmp_path / "out"

    answer = desk.done("declare", EXAMPLE, "--out", out, "--at", LATER)

    assert "CP-DECL-018" in answer.err
    assert "pip install 'cellprint[pdf]'" in answer.err
    assert sorted(path.name for path in out.iterdir()) == sorted(set(FILES) - {"declaration.pdf"})
    desk.done("verify", out / "evidence.zip", "--at", LATER)
    desk.refused("CP-DECL-018", "declare", EXAMPLE, "--out", out, "--at", LATER, "--pdf")


def test_pages_that_cannot_be_set(
    maker: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = maker.copied(tmp_path / "home")

    class BrokenError(Exception):
        """The typesetter's own error."""

    def fails(*_: object, **__: object) -> bytes:
        message = "unknown variable"
        raise BrokenError(message)

    monkeypatch.setitem(
        sys.modules, "typst", SimpleNamespace(compile=fails, TypstError=BrokenError, __spec__=None)
    )
    monkeypatch.setattr(fonts, "font_folders", lambda: ())
    monkeypatch.setattr("cellprint.app.declaration.paper.font_folders", lambda: ())

    desk.refused("CP-DECL-019", "declare", EXAMPLE, "--out", tmp_path / "out", "--at", LATER)

    assert (tmp_path / "out" / "declaration.json").is_file()


def test_an_organisation_declares_with_the_key_it_names(tmp_path: Path) -> None:
    desk = organisation(tmp_path / "home", "Two Keys")
    second = desk.done("keys", "generate", "--name", "plant-2", "--at", "2026-01-06", "--json")

    folder = declared(desk, EXAMPLE, tmp_path / "out", "--key", "first", "--no-pdf")

    assert body_of(folder)["issuer"]["kid"] == desk.first != second.json()["kid"]
