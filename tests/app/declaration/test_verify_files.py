"""Files of one declaration beside each other: PDF and JSON, on this machine or another."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path

from tests.app.declaration.world import (
    EXAMPLE,
    LATER,
    Desk,
    codes,
    declared,
    results,
    verified,
)

# Files of two declarations


def test_files_of_two_declarations(maker: Desk, files: Path, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")
    other = declared(desk, EXAMPLE, tmp_path / "other", "--no-pdf", at=LATER)

    answer = verified(desk, files / "declaration.json", other / "declaration.json")
    assert "CP-DECL-025" in codes(answer)

    answer = verified(desk, files / "declaration.json", other / "declaration.sd-jwt")
    assert "CP-DECL-027" in codes(answer)


# The PDF


def altered(files: Path, target: Path, old: bytes, new: bytes) -> Path:
    data = (files / "declaration.pdf").read_bytes()
    assert old in data
    target.write_bytes(data.replace(old, new))
    return target


def test_a_pdf_without_its_attachment(stranger: Desk, files: Path, tmp_path: Path) -> None:
    pdf = altered(files, tmp_path / "d.pdf", b"/EmbeddedFiles", b"/Nothing_there")

    stranger.refused("CP-DECL-030", "verify", pdf)


def test_a_pdf_with_a_later_revision(stranger: Desk, files: Path, tmp_path: Path) -> None:
    data = (files / "declaration.pdf").read_bytes()
    (tmp_path / "d.pdf").write_bytes(data + b"\nstartxref\n0\n%%EOF\n")

    stranger.refused("CP-DECL-031", "verify", tmp_path / "d.pdf")


def test_a_pdf_with_another_declaration_inside(maker: Desk, files: Path, tmp_path: Path) -> None:
    data = (files / "declaration.pdf").read_bytes()
    found = re.search(rb"/Type\s*/EmbeddedFile\b", data)
    assert found
    start = data.index(b"stream", found.end())
    place = start + 200
    (tmp_path / "d.pdf").write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])

    answer = maker("verify", tmp_path / "d.pdf", "--at", LATER)

    assert answer.code in (1, 2)
    assert "CP-" in answer.err + answer.out


def test_pages_that_were_changed_are_told(maker: Desk, files: Path, tmp_path: Path) -> None:
    pdf = altered(files, tmp_path / "d.pdf", b"Example Battery", b"Exemple Battery")

    answer = verified(maker, pdf, files / "evidence.zip")

    assert "CP-DECL-033" in codes(answer)


# Other machines


def test_the_digest_is_that_of_the_file(maker: Desk, files: Path) -> None:
    answer = verified(maker, files / "declaration.json")

    digest = sha256((files / "declaration.json").read_bytes()).hexdigest()
    assert answer.json()["declaration"]["digest"] == digest


def test_it_verifies_where_nothing_but_the_files_is(
    maker: Desk, files: Path, tmp_path: Path
) -> None:
    shutil.copytree(files, tmp_path / "copy")

    answer = verified(
        Desk(home=tmp_path / "empty"), tmp_path / "copy" / "evidence.zip", trust=maker.first
    )

    assert set(results(answer).values()) == {"passed"}
