"""Keys by command line: made, listed, rotated, revoked, handed out; each step in the journal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.app.declaration.world import (
    EXAMPLE,
    LATER,
    MADE,
    PASSPHRASE,
    Desk,
    declared,
    organisation,
    results,
)


def states(desk: Desk, at: str) -> dict[str, str]:
    return {
        line["name"]: line["state"]
        for line in desk.done("keys", "list", "--at", at, "--json").json()
    }


def test_a_key_is_kept_encrypted_and_never_printed(maker: Desk) -> None:
    shown = maker.done("keys", "list").out
    kept = b"".join(path.read_bytes() for path in (maker.home / "keys").iterdir())

    assert b"BEGIN ENCRYPTED PRIVATE KEY" in kept
    assert "PRIVATE" not in shown
    assert PASSPHRASE.encode() not in kept


def test_each_step_stands_in_the_journal(maker: Desk, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")
    desk.done("keys", "rotate", "first", "--name", "second", "--at", "2026-04-01")
    desk.done("keys", "revoke", "second", "--at", "2026-05-01", "--reason", "stolen")

    kinds = [row["kind"] for row in desk.done("journal", "show", "--json").json()]

    assert kinds.count("key_event") == 3
    desk.done("journal", "verify")


def test_a_rotated_key_signs_no_more_and_what_it_signed_stands(
    maker: Desk, files: Path, tmp_path: Path
) -> None:
    desk = maker.copied(tmp_path / "home")
    desk.done("keys", "rotate", "first", "--name", "second", "--at", "2026-04-01")

    assert states(desk, "2026-04-02") == {"first": "expired", "second": "active"}
    answer = desk.done("verify", files / "declaration.json", "--at", "2026-04-02", "--json")
    assert results(answer)["signature"] == "passed"
    out = tmp_path / "out"
    desk.refused(
        "CP-DECL-013", "declare", EXAMPLE, "--out", out, "--key", "first", "--at", "2026-04-02"
    )


def test_states_by_day(maker: Desk, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")
    desk.done("keys", "revoke", "first", "--from", "2026-02-01", "--at", "2026-05-01")

    assert states(desk, "2026-01-04") == {"first": "not_yet_valid"}
    assert states(desk, "2026-01-31") == {"first": "active"}
    assert states(desk, "2026-02-01") == {"first": "revoked"}
    assert "已吊销" in desk.done("keys", "list", "--at", "2026-06-01", "--lang", "zh").out


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CP-DECL-010", ("generate", "--owner", "Another Name")),
        ("CP-DECL-011", ("generate", "--name", "first")),
        ("CP-DECL-012", ("rotate", "second")),
        ("CP-DECL-003", ("generate", "--valid-until", "soon")),
        ("CP-CHAIN-043", ("rotate", "first", "--at", "2026-01-04")),
    ],
)
def test_steps_that_are_refused(
    maker: Desk, tmp_path: Path, code: str, words: tuple[str, ...]
) -> None:
    desk = maker.copied(tmp_path / "home")
    wanted = code if code != "CP-CHAIN-043" else "CP-DECL-013"

    desk.refused(wanted, "keys", *words)

    assert len(desk.done("keys", "list", "--json").json()) == 1


def test_the_first_key_needs_an_owner(stranger: Desk) -> None:
    stranger.refused("CP-DECL-010", "keys", "generate")
    stranger.refused("CP-DECL-013", "keys", "export", "--out", "-")
    assert stranger.done("keys", "list", "--json").json() == []


def test_a_short_passphrase(stranger: Desk) -> None:
    answer = stranger("keys", "generate", "--owner", "Short", passphrase="short")  # noqa: S106  (refused)

    assert answer.code == 2
    assert "CP-STORE-022" in answer.err


def test_two_continuations_of_one_history(maker: Desk, stranger: Desk, tmp_path: Path) -> None:
    one, other = maker.copied(tmp_path / "one"), maker.copied(tmp_path / "other")
    for desk, name in ((one, "a"), (other, "b")):
        desk.done("keys", "rotate", "first", "--name", name, "--at", "2026-04-01")
        desk.done("keys", "export", "--out", tmp_path / f"{name}.json")
    kid = maker.first
    stranger.done("keys", "trust", tmp_path / "a.json", "--kid", kid, "--at", "2026-04-02")

    stranger.refused("CP-DECL-014", "keys", "trust", tmp_path / "b.json", "--kid", kid)


def test_a_history_is_kept_with_its_continuation(
    maker: Desk, stranger: Desk, tmp_path: Path
) -> None:
    desk = maker.copied(tmp_path / "home")
    for name in ("old", "new"):
        desk.done("keys", "export", "--out", tmp_path / f"{name}.json")
        answer = stranger.done(
            "keys", "trust", tmp_path / f"{name}.json", "--kid", maker.first, "--at", LATER
        )
        assert "Example Battery" in answer.out
        desk.done("keys", "rotate", "--at", "2026-04-01" if name == "old" else "2026-05-01")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"schema": "cellprint/keys/1", "keys": []}', "CP-DECL-017"),
        (b'{"schema": "cellprint/keys/2", "keys": [{}]}', "CP-DECL-017"),
        (b'{"schema": "cellprint/keys/1", "keys": [{}]}', "CP-CHAIN-04"),
        (b"[]", "CP-STORE-00"),
        (b" " * 8_000_001, "CP-DECL-009"),
    ],
    ids=["empty", "newer", "no event", "list", "huge"],
)
def test_a_file_that_is_no_key_history(
    stranger: Desk, tmp_path: Path, data: bytes, code: str
) -> None:
    (tmp_path / "keys.json").write_bytes(data)

    stranger.refused(code, "keys", "trust", tmp_path / "keys.json", "--kid", "x" * 43)


def test_another_first_key_than_was_told(maker: Desk, stranger: Desk, tmp_path: Path) -> None:
    maker.done("keys", "export", "--out", tmp_path / "keys.json")

    stranger.refused("CP-CHAIN-040", "keys", "trust", tmp_path / "keys.json", "--kid", "x" * 43)


# The journal


def test_a_journal_that_is_whole(maker: Desk, files: Path) -> None:
    assert files.is_dir()
    assert "whole" in maker.done("journal", "verify").out
    assert maker.done("journal", "verify", "--json").json() == []
    assert "完整" in maker.done("journal", "verify", "--lang", "zh").out


def test_a_journal_without_a_key(stranger: Desk) -> None:
    stranger.refused("CP-DECL-013", "journal", "verify")


def test_a_journal_that_was_cut_back_is_found_with_a_witness(tmp_path: Path) -> None:
    desk = organisation(tmp_path / "home", "Cutter")
    shutil.copytree(desk.home, tmp_path / "before")
    declared(desk, EXAMPLE, tmp_path / "out", "--no-pdf")
    desk.done("journal", "checkpoint", "--out", tmp_path / "head.txt", "--at", LATER)
    desk.done("journal", "verify", "--witness", tmp_path / "head.txt")

    cut = Desk(home=tmp_path / "before")
    cut.done("journal", "checkpoint", "--out", tmp_path / "cut.txt", "--at", LATER)

    assert cut("journal", "verify").code == 0
    answer = cut("journal", "verify", "--witness", tmp_path / "head.txt")
    assert answer.code == 1
    assert "CP-CHAIN-0" in answer.out


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xff\xfe", "CP-DECL-051"), (b"x" * 2_000_000, "CP-DECL-009")]
)
def test_a_witness_that_is_no_checkpoint(
    maker: Desk, tmp_path: Path, data: bytes, code: str
) -> None:
    (tmp_path / "head.txt").write_bytes(data)

    maker.refused(code, "journal", "verify", "--witness", tmp_path / "head.txt")


def test_the_log_is_listed(maker: Desk, files: Path) -> None:
    assert files.is_dir()
    assert "declaration/lfp-ctp-yibin" in maker.done("journal", "show").out
    row = maker.done("journal", "show", "--json").json()[0]
    assert row["document"].startswith("keys/own/")
    assert row["created_at"].startswith(MADE)
    assert json.dumps(row)
