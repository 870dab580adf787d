"""What a study says about the suppliers' declarations it rests on, when it is computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cellprint.app.compute import compute_study_file
from cellprint.app.declaration.clock import moment
from cellprint.app.standing import with_standing
from tests.app.declaration.test_suppliers import Customer, customer, known
from tests.app.declaration.world import EXAMPLE, LATER, Desk, organisation

__all__ = ["customer", "known"]
EXPIRED = "2027-06-01"


def told(desk: Desk, study: Path, *, at: str = LATER, verb: str = "compute") -> dict[str, str]:
    """Return code that was found → code of the finding, as a verb tells them about a study."""
    return {
        row["what"]["en"].split("(")[-1][:-1]: row["code"] for row in rows(desk, study, at, verb)
    }


def rows(desk: Desk, study: Path, at: str = LATER, verb: str = "compute") -> list[dict[str, Any]]:
    """Return the findings about declarations that a verb tells about a study."""
    answer = desk(verb, study, "--at", at, "--json")
    assert answer.code == (1 if verb == "check" else 0), "a finding is no reason to refuse"
    key = "findings" if verb == "compute" else "supplier_declarations"
    return [row for row in answer.json()[key] if row["code"].startswith("CP-DECL")]


def digest(desk: Desk, study: Path, at: str) -> str:
    return str(desk.done("compute", study, "--at", at, "--json").json()["digest"])


@pytest.mark.parametrize("verb", ["compute", "check"])
def test_a_declaration_that_stands_is_not_mentioned(customer: Customer, verb: str) -> None:
    assert told(customer.desk, customer.study(), verb=verb) == {}


def test_a_study_without_declarations_is_left_as_it_is() -> None:
    computed = compute_study_file(EXAMPLE)

    assert with_standing(computed, EXAMPLE.parent, at=moment(EXPIRED)) is computed


@pytest.mark.parametrize("verb", ["compute", "check"])
def test_an_expired_declaration_is_told_at_its_place(customer: Customer, verb: str) -> None:
    study = customer.study()

    (row,) = rows(customer.desk, study, EXPIRED, verb)

    lines = study.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.endswith("kgCO2e/kWh_pack"))
    assert (row["code"], row["severity"]) == ("CP-DECL-049", "warning")
    assert row["where"].startswith(f"{study}:{number}")
    assert "spare_pack" in row["what"]["en"]
    assert "CP-DECL-023" in row["what"]["en"]
    assert "有效期" in row["what"]["zh"]
    for lang in ("en", "zh"):
        assert EXPIRED in row["what"][lang]
        words = (verb, study, "--at", EXPIRED, "--lang", lang)
        assert "CP-DECL-049" in customer.desk(*words).out


def test_the_report_tells_it_too(customer: Customer, tmp_path: Path) -> None:
    page = tmp_path / "report.html"

    customer.desk.done("compute", customer.study(), "--at", EXPIRED, "--html", page)

    assert "CP-DECL-049" in page.read_text("utf-8")


def test_the_digest_of_a_footprint_does_not_hang_on_the_day(customer: Customer) -> None:
    study = customer.study()

    assert digest(customer.desk, study, EXPIRED) == digest(customer.desk, study, LATER)
    assert digest(customer.desk, study, LATER) == compute_study_file(study).document["digest"]


def test_a_revoked_key_is_told_of_every_study(
    customer: Customer, maker: Desk, tmp_path: Path
) -> None:
    supplier = maker.copied(tmp_path / "supplier")
    supplier.done("keys", "revoke", "first", "--from", "2026-02-01", "--at", "2026-03-03")
    supplier.done("keys", "export", "--out", tmp_path / "keys.json")
    trust = ("keys", "trust", tmp_path / "keys.json", "--kid", maker.first)
    customer.desk.done(*trust, "--at", "2026-03-04")

    for name in ("one", "two"):
        found = told(customer.desk, customer.study(name), at="2026-03-05")
        assert found["CP-CHAIN-036"] == "CP-DECL-049"


@pytest.mark.parametrize(("to", "word"), [("withdrawn", "已撤回"), ("superseded", "已被取代")])
def test_a_declaration_that_ended_is_told(
    customer: Customer, maker: Desk, tmp_path: Path, to: str, word: str
) -> None:
    supplier = maker.copied(tmp_path / "supplier")
    verifier = organisation(tmp_path / "verifier", "Verifier")
    declaration, review = customer.folder / "supplier.json", tmp_path / "review.json"
    successor: tuple[object, ...] = ()
    if to == "superseded":
        again = ("declare", EXAMPLE, "--out", tmp_path / "again", "--no-pdf")
        supplier.done(*again, "--at", "2026-03-04T12:00:00Z")
        successor = ("--successor", tmp_path / "again" / "declaration.json")
    steps: tuple[tuple[Desk, str, str, tuple[object, ...]], ...] = (
        (supplier, "under_review", "2026-03-03", ()),
        (verifier, "verified", "2026-03-04", ("--opinion", "unmodified")),
        (supplier, to, "2026-03-05", successor),
    )
    for desk, target, at, words in steps:
        there = ("--with", review) if review.exists() else ()
        trust = ("--trust", supplier.first, "--trust", verifier.first)
        add = ("review", "add", declaration, "--to", target, *there, *trust, "--out", review)
        desk.done(*add, "--at", at, *words)
    verifier.done("keys", "export", "--out", tmp_path / "keys.json")
    keys = ("keys", "trust", tmp_path / "keys.json", "--kid", verifier.first)
    customer.desk.done(*keys, "--at", "2026-03-06")
    keep = ("review", "keep", declaration, "--with", review)
    customer.desk.done(*keep, "--at", "2026-03-06")

    (row,) = rows(customer.desk, customer.study(), "2026-03-07")

    assert row["code"] == "CP-DECL-049"
    assert to in row["what"]["en"]
    assert word in row["what"]["zh"]


# What is not at hand


def test_where_nobody_is_known_it_could_not_be_checked(customer: Customer, tmp_path: Path) -> None:
    """No house is made by looking at a study, and what the file itself says is still told."""
    nobody = Desk(home=tmp_path / "nobody")

    assert told(nobody, customer.study()) == {"CP-DECL-021": "CP-DECL-055"}
    assert told(nobody, customer.study(), at=EXPIRED) == {
        "CP-DECL-021": "CP-DECL-055",
        "CP-DECL-023": "CP-DECL-049",
    }
    assert not nobody.home.exists()


def test_a_house_that_does_not_know_the_supplier(customer: Customer, tmp_path: Path) -> None:
    other = organisation(tmp_path / "other", "Somebody")

    assert told(other, customer.study()) == {"CP-DECL-021": "CP-DECL-055"}


def test_a_house_that_cannot_be_opened(customer: Customer, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "store.sqlite").write_bytes(b"this is no database, and long enough to say so" * 40)

    found = told(Desk(home=broken), customer.study())

    assert found.pop("CP-DECL-021") == "CP-DECL-055"
    assert set(found.values()) == {"CP-DECL-055"}
    assert all(code.startswith("CP-STORE-") for code in found)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("gone.json", "CP-CLI-004"),
        ("/supplier.json", "CP-DECL-040"),
        ("letter.txt", "CP-DECL-032"),
    ],
)
def test_a_declaration_that_is_not_at_hand(customer: Customer, path: str, code: str) -> None:
    (customer.folder / "letter.txt").write_text("our footprint is 50 kg", encoding="utf-8")

    assert told(customer.desk, customer.study(path=path)) == {code: "CP-DECL-055"}


def test_a_day_that_is_none(customer: Customer) -> None:
    for verb in ("compute", "check"):
        customer.desk.refused("CP-DECL-003", verb, customer.study(), "--at", "tomorrow")
