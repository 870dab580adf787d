"""What a verifier is told: of a sound declaration, and of everything that may be wrong with one."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cellprint.app.declaration import recompute
from cellprint.app.declaration.clock import moment
from cellprint.app.declaration.evidence import CATALOGUE, bundled_catalogue, read_evidence
from cellprint.app.declaration.house import open_house
from cellprint.app.declaration.inventory import inventory_findings, shown_lines
from cellprint.app.declaration.keys import own_history
from cellprint.app.declaration.signed import TYP, parse_signed, signed_content
from cellprint.app.declaration.trust import Trust
from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json
from cellprint.store.bundle import Bundle, write_bundle
from cellprint.store.signature import sign
from tests.app.declaration.world import (
    EXAMPLE,
    LATER,
    PASSPHRASE,
    SIGNED,
    Desk,
    codes,
    declared,
    json_with,
    results,
    rewritten,
    verified,
)


def signed_again(desk: Desk, files: Path, target: Path, change: Callable[[Any], None]) -> Path:
    """Write a declaration whose issuer signed another body than the program makes."""
    content = json.loads((files / "declaration.json").read_bytes())
    body = content["declaration"]
    change(body)
    with open_house(desk.home) as house:
        key = house.keys.load(desk.first, PASSPHRASE)
        envelope = sign(body, typ=TYP, signed_at=moment(SIGNED), key=key)
        target.write_bytes(
            canonical_json(signed_content(body, envelope, history=own_history(house)))
        )
    return target


# What holds


def test_a_stranger_who_was_told_the_key_can_check_everything(
    stranger: Desk, maker: Desk, files: Path
) -> None:
    answer = verified(stranger, *sorted(files.iterdir()), trust=maker.first)

    assert set(results(answer).values()) == {"passed"}
    assert {"signature", "journal", "footprint", "declaration", "lines", "pages"} <= set(
        results(answer)
    )
    assert not stranger.home.exists(), "verifying makes nothing"


def test_without_evidence_nothing_is_computed_and_this_is_said(
    stranger: Desk, maker: Desk, files: Path
) -> None:
    answer = verified(stranger, files / "declaration.pdf", trust=maker.first)

    assert results(answer)["recompute"] == "not checked"
    assert results(answer)["pages"] == "not checked"
    assert results(answer)["signature"] == "passed"


def test_keys_that_were_kept_are_known(
    stranger: Desk, maker: Desk, files: Path, tmp_path: Path
) -> None:
    maker.done("keys", "export", "--out", tmp_path / "keys.json")
    stranger.done("keys", "trust", tmp_path / "keys.json", "--kid", maker.first, "--at", LATER)

    assert results(verified(stranger, files / "declaration.json"))["signer"] == "passed"
    verified(stranger, files / "declaration.sd-jwt")


def test_the_table_is_for_people_in_both_languages(stranger: Desk, files: Path) -> None:
    answer = stranger("verify", files / "declaration.json", "--at", LATER, "--lang", "zh")

    assert answer.code == 1
    assert "签名" in answer.out
    assert "CP-DECL-021" in answer.out


# Who and when


def test_an_unknown_signer(stranger: Desk, files: Path) -> None:
    answer = verified(stranger, files / "declaration.json")

    assert results(answer)["signer"] == "failed"
    assert "CP-DECL-021" in codes(answer)


@pytest.mark.parametrize(
    ("at", "check", "code"),
    [
        ("2026-03-01T11:54:59Z", "time", "CP-DECL-022"),
        ("2027-01-01", "validity", "CP-DECL-023"),
    ],
)
def test_a_clock_that_is_wrong_or_a_declaration_that_is_over(
    maker: Desk, files: Path, at: str, check: str, code: str
) -> None:
    answer = verified(maker, files / "declaration.json", at=at)

    assert results(answer)[check] == "failed"
    assert code in codes(answer)


def test_a_clock_that_is_a_little_slow_is_forgiven(maker: Desk, files: Path) -> None:
    answer = verified(maker, files / "declaration.json", at="2026-03-01T11:55:01Z")

    assert set(results(answer).values()) <= {"passed", "not checked"}


def test_a_key_that_was_revoked_before_it_signed(maker: Desk, files: Path, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")
    desk.done("keys", "generate", "--name", "new", "--at", LATER)
    desk.done("keys", "revoke", "first", "--from", "2026-02-01", "--at", "2026-03-03")

    answer = verified(desk, files / "declaration.json", at="2026-03-04")

    assert results(answer)["signature"] == "failed"
    assert "CP-CHAIN-036" in codes(answer)


def test_a_key_that_was_revoked_afterwards_is_told(
    maker: Desk, files: Path, tmp_path: Path
) -> None:
    desk = maker.copied(tmp_path / "home")
    desk.done("keys", "revoke", "first", "--at", "2026-03-03", "--reason", "lost")

    answer = verified(desk, files / "declaration.json", at="2026-03-04")

    assert results(answer)["signature"] == "passed"
    assert "CP-DECL-035" in codes(answer)


@pytest.mark.parametrize(
    ("part", "member", "value"),
    [
        ("issuer", "name", "Somebody Else"),
        ("issuer", "kid", "x" * 43),
        ("issuer", "log", "cellprint/other"),
    ],
)
def test_a_body_that_names_another_issuer_than_the_signature(
    maker: Desk, files: Path, tmp_path: Path, part: str, member: str, value: str
) -> None:
    forged = signed_again(
        maker, files, tmp_path / "f.json", lambda body: body[part].update({member: value})
    )

    answer = verified(maker, forged)

    assert "CP-DECL-024" in codes(answer)


def test_a_body_that_names_another_time_than_the_signature(
    maker: Desk, files: Path, tmp_path: Path
) -> None:
    def change(body: Any) -> None:
        body["issued_at"] = "2026-02-01T12:00:00.000000Z"

    answer = verified(maker, signed_again(maker, files, tmp_path / "f.json", change))

    assert "CP-DECL-024" in codes(answer)


def test_a_changed_number_breaks_the_signature(maker: Desk, files: Path, tmp_path: Path) -> None:
    steps = ("declaration", "total", "value")
    forged = json_with(files / "declaration.json", tmp_path / "f.json", *steps, value="0.1")

    answer = verified(maker, forged)

    assert results(answer)["signature"] == "failed"
    assert "CP-CHAIN-034" in codes(answer)


def test_a_key_history_that_was_cut(maker: Desk, files: Path, tmp_path: Path) -> None:
    forged = json_with(files / "declaration.json", tmp_path / "f.json", "keys", value=[])

    maker.refused("CP-DECL-015", "verify", forged)


def test_a_key_history_that_was_forged(maker: Desk, files: Path, tmp_path: Path) -> None:
    steps = ("keys", 0, "event", "owner")
    forged = json_with(files / "declaration.json", tmp_path / "f.json", *steps, value="Other")

    answer = verified(maker, forged)

    assert results(answer)["keys"] == "failed"
    assert results(answer)["signature"] == "not checked"


# Files that are none


def test_another_version_of_the_schema(stranger: Desk, files: Path, tmp_path: Path) -> None:
    steps = ("declaration", "schema")
    newer = json_with(
        files / "declaration.json", tmp_path / "f.json", *steps, value="cellprint/declaration/2"
    )

    stranger.refused("CP-DECL-001", "verify", newer)


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("declaration", "total"), None),
        (("declaration", "total", "value"), "1e3"),
        (("declaration", "version"), 0),
        (("declaration", "remark"), "x"),
    ],
)
def test_a_malformed_body(
    stranger: Desk, files: Path, tmp_path: Path, steps: tuple[str, ...], value: object
) -> None:
    broken = json_with(files / "declaration.json", tmp_path / "f.json", *steps, value=value)

    stranger.refused("CP-DECL-002", "verify", broken)


def test_a_formatted_copy(stranger: Desk, files: Path, tmp_path: Path) -> None:
    content = json.loads((files / "declaration.json").read_bytes())
    (tmp_path / "f.json").write_text(json.dumps(content, indent=2), encoding="utf-8")

    stranger.refused("CP-DECL-015", "verify", tmp_path / "f.json")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Dear customer, our footprint is 50 kg.", "CP-DECL-032"),
        (b"", "CP-DECL-032"),
        (b"{", "CP-STORE-00"),
        (b'{"a": 1, "a": 2}', "CP-STORE-00"),
        (b"{" * 100_000, "CP-STORE-00"),
        (b"{}", "CP-DECL-015"),
        (b"PK\x03\x04 and then nothing", "CP-STORE-04"),
        (b"%PDF-1.7 and then nothing", "CP-DECL-031"),
        (b'{"declaration": "' + b"x" * 8_000_001 + b'"}', "CP-DECL-009"),
    ],
    ids=["letter", "empty", "brace", "twice", "deep", "object", "zip", "pdf", "huge"],
)
def test_a_file_that_is_no_declaration(
    stranger: Desk, tmp_path: Path, data: bytes, code: str
) -> None:
    (tmp_path / "file").write_bytes(data)

    answer = stranger.refused(code, "verify", tmp_path / "file")

    assert answer.out == ""


def test_a_file_that_is_far_too_large_is_not_read(stranger: Desk, tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as handle:
        handle.truncate(300 * 1024 * 1024)

    stranger.refused("CP-DECL-009", "verify", tmp_path / "file")


def test_a_file_that_is_not_there(stranger: Desk, tmp_path: Path) -> None:
    stranger.refused("CP-CLI-004", "verify", tmp_path / "file")


# Bundles


def test_a_zip_bomb(stranger: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "{}")
        archive.writestr("study.yaml", b"0" * (1 << 30))

    stranger.refused("CP-STORE-04", "verify", tmp_path / "bomb.zip")


def test_a_cut_bundle(stranger: Desk, files: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes((files / "evidence.zip").read_bytes()[:-100])

    stranger.refused("CP-STORE-04", "verify", tmp_path / "cut.zip")


def test_a_bundle_of_something_else(stranger: Desk, tmp_path: Path) -> None:
    (tmp_path / "other.zip").write_bytes(write_bundle({"a.txt": b"a"}, about={"purpose": "x"}))

    stranger.refused("CP-DECL-007", "verify", tmp_path / "other.zip")


def test_a_bundle_that_lacks_the_study(stranger: Desk, files: Path, tmp_path: Path) -> None:
    lacking = rewritten(files / "evidence.zip", tmp_path / "e.zip", {"study.yaml": None})

    answer = stranger.refused("CP-DECL-007", "verify", lacking)

    assert "study.yaml" in answer.err


def test_a_bundle_packed_by_another_program_is_told(
    maker: Desk, files: Path, tmp_path: Path
) -> None:
    with (
        zipfile.ZipFile(files / "evidence.zip") as old,
        zipfile.ZipFile(tmp_path / "e.zip", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))

    answer = verified(maker, tmp_path / "e.zip")

    assert "CP-DECL-034" in codes(answer)
    assert set(results(answer).values()) == {"passed"}


def test_a_catalogue_that_is_none() -> None:
    with pytest.raises(BadInputError) as caught:
        bundled_catalogue(
            Bundle(files={CATALOGUE: b"{}"}, about={}, canonical=True, digest="0" * 64)
        )

    assert caught.value.code == "CP-DECL-008"


@pytest.mark.parametrize(
    ("name", "old", "new", "check"),
    [
        ("study.yaml", b"0.9554 kg", b"0.9555 kg", "study"),
        ("catalogue.json", b"2026.11", b"2026.12", "catalogue"),
        ("rules.json", b"EF3.1", b"AR6.0", "rules"),
    ],
)
def test_changed_evidence_is_named_and_nothing_is_computed_with_it(
    maker: Desk, files: Path, tmp_path: Path, name: str, old: bytes, new: bytes, check: str
) -> None:
    data = read_evidence((files / "evidence.zip").read_bytes()).files[name]
    assert old in data
    changed = {name: data.replace(old, new, 1)}

    answer = verified(maker, rewritten(files / "evidence.zip", tmp_path / "e.zip", changed))

    assert results(answer)[check] == "failed"
    assert "CP-DECL-026" in codes(answer)
    assert results(answer)["footprint"] == "not checked"


def test_a_supplier_slipped_into_the_evidence(maker: Desk, files: Path, tmp_path: Path) -> None:
    changed = {"suppliers/foil.json": b"{}"}

    answer = verified(maker, rewritten(files / "evidence.zip", tmp_path / "e.zip", changed))

    assert results(answer)["suppliers"] == "failed"


def test_a_changed_result_is_named_with_its_places(
    maker: Desk, files: Path, tmp_path: Path
) -> None:
    data = read_evidence((files / "evidence.zip").read_bytes()).files["footprint.json"]
    document = json.loads(data)
    document["total"]["value"] = "0.1"
    changed = {"footprint.json": canonical_json(document)}

    answer = verified(maker, rewritten(files / "evidence.zip", tmp_path / "e.zip", changed))

    assert results(answer)["footprint"] == "failed"
    assert "CP-DECL-037" in codes(answer)
    assert "/total/value" in answer.out


def test_rules_of_another_release_are_named(
    maker: Desk, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(book: object) -> bytes:
        return canonical_json({**json.loads(canonical_json(book)), "gwp_set": "AR6"})

    monkeypatch.setattr(recompute, "rules_bytes", other)

    answer = verified(maker, files / "evidence.zip")

    assert results(answer)["rules"] == "failed"
    assert "CP-DECL-036" in codes(answer)
    assert "/gwp_set" in answer.out


def test_an_issuer_who_commits_to_other_lines_than_those_of_the_study(
    maker: Desk, files: Path
) -> None:
    bundle = read_evidence((files / "evidence.zip").read_bytes())
    signed = parse_signed(bundle.files["declaration.json"], where="declaration")
    token = bundle.files["inventory.sd-jwt"].decode()
    trust = Trust(vouched={maker.first})
    _, claims = inventory_findings(token, signed, trust=trust, at=moment(LATER))
    lines = shown_lines(claims)

    checks = recompute.recompute_checks(bundle, signed, claims={**claims, "lines": list(lines[1:])})

    found = {finding.code for check in checks for finding in check.findings}
    assert found == {"CP-DECL-028"}


def test_a_receipt_of_another_declaration(maker: Desk, files: Path, tmp_path: Path) -> None:
    desk = maker.copied(tmp_path / "home")
    other = declared(desk, EXAMPLE, tmp_path / "other", "--no-pdf", at=LATER)
    bundle = read_evidence((other / "evidence.zip").read_bytes())
    changed = {name: bundle.files[name] for name in bundle.files if name.startswith("journal/")}

    answer = verified(desk, rewritten(files / "evidence.zip", tmp_path / "e.zip", dict(changed)))

    assert results(answer)["journal"] == "failed"
    assert "CP-DECL-029" in codes(answer)


def test_a_record_that_is_none(maker: Desk, files: Path, tmp_path: Path) -> None:
    changed = {"journal/record.json": b"{}"}

    answer = verified(maker, rewritten(files / "evidence.zip", tmp_path / "e.zip", changed))

    assert "CP-DECL-029" in codes(answer)


def test_a_checkpoint_by_another_key(maker: Desk, files: Path, tmp_path: Path) -> None:
    bundle = read_evidence((files / "evidence.zip").read_bytes())
    receipt = bundle.files["journal/receipt.json"].replace(b"cellprint/", b"cellprinx/", 1)
    changed = {"journal/receipt.json": receipt}

    answer = verified(maker, rewritten(files / "evidence.zip", tmp_path / "e.zip", changed))

    assert results(answer)["journal"] == "failed"
