"""Issuer and verifier review a declaration, each at an own desk, with one file between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from cellprint.model.canonical import canonical_json
from tests.app.declaration.world import EXAMPLE, LATER, Desk, declared, organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A declaration under review: both desks know each other."""

    issuer: Desk
    verifier: Desk
    declaration: Path
    review: Path


@pytest.fixture(scope="module")
def asked(maker: Desk, files: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a declaration that its issuer has put under review; to be copied."""
    base = tmp_path_factory.mktemp("review")
    issuer = maker.copied(base / "issuer")
    verifier = organisation(base / "verifier", "Independent Verifier")
    for one, other in ((issuer, verifier), (verifier, issuer)):
        one.done("keys", "export", "--out", base / "keys.json")
        other.done("keys", "trust", base / "keys.json", "--kid", one.first, "--at", LATER)
    case = Case(
        issuer=issuer,
        verifier=verifier,
        declaration=files / "declaration.json",
        review=base / "review.json",
    )
    issuer.done(*step(case, "under_review", "--at", "2026-03-03", "--statement", "please check"))
    return case


@pytest.fixture
def case(asked: Case, tmp_path: Path) -> Case:
    """Return the same with desks of its own."""
    (tmp_path / "review.json").write_bytes(asked.review.read_bytes())
    return Case(
        issuer=asked.issuer.copied(tmp_path / "issuer"),
        verifier=asked.verifier.copied(tmp_path / "verifier"),
        declaration=asked.declaration,
        review=tmp_path / "review.json",
    )


def step(case: Case, to: str, *words: object) -> list[object]:
    there = ["--with", case.review] if case.review.exists() else []
    return ["review", "add", case.declaration, "--to", to, *there, "--out", case.review, *words]


def state(desk: Desk, case: Case) -> str:
    answer = desk.done("review", "status", case.declaration, "--with", case.review, "--json")
    found: str = answer.json()["state"]
    return found


VERIFY = ("--opinion", "modified", "--assurance", "limited", "--finding", "yield not shown")


def test_a_declaration_is_verified_by_somebody_else(case: Case) -> None:
    assert state(case.verifier, case) == "under_review"

    case.verifier.done(*step(case, "verified", *VERIFY, "--at", "2026-03-04"))

    answer = case.issuer.done("review", "status", case.declaration, "--with", case.review, "--json")
    found = answer.json()
    assert found["state"] == "verified"
    assert found["opinions"][0]["verifier"] == "Independent Verifier"
    assert found["opinions"][0]["findings"] == ["yield not shown"]
    case.verifier.done("journal", "verify")
    shown = case.issuer.done("review", "status", case.declaration, "--with", case.review)
    assert "yield not shown" in shown.out


def test_a_verified_declaration_is_withdrawn_and_stays_so(case: Case) -> None:
    case.verifier.done(*step(case, "verified", *VERIFY, "--at", "2026-03-04"))
    case.issuer.done(*step(case, "withdrawn", "--at", "2026-03-05", "--statement", "wrong meter"))

    assert state(case.verifier, case) == "withdrawn"
    case.issuer.refused("CP-STORE-050", *step(case, "under_review", "--at", "2026-03-06"))


def test_a_declaration_gives_way_to_its_successor(case: Case, tmp_path: Path) -> None:
    case.verifier.done(*step(case, "verified", *VERIFY, "--at", "2026-03-04"))
    newer = declared(case.issuer, EXAMPLE, tmp_path / "new", "--no-pdf", at="2026-03-05")
    words = ("--successor", newer / "declaration.json", "--at", "2026-03-06")

    case.issuer.done(*step(case, "superseded", *words))

    assert state(case.verifier, case) == "superseded"


@pytest.mark.parametrize("opinion", [(), ("--opinion", "adverse"), ("--opinion", "disclaimed")])
def test_without_a_supporting_opinion_nothing_is_verified(
    case: Case, opinion: tuple[str, ...]
) -> None:
    case.verifier.refused("CP-DECL-050", *step(case, "verified", *opinion, "--at", "2026-03-04"))


def test_an_adverse_opinion_sends_it_back(case: Case) -> None:
    case.verifier.done(*step(case, "draft", "--opinion", "adverse", "--at", "2026-03-04"))

    assert state(case.issuer, case) == "draft"


def test_nobody_verifies_his_own_declaration(case: Case) -> None:
    case.issuer.refused("CP-STORE-052", *step(case, "verified", *VERIFY, "--at", "2026-03-04"))


def test_a_step_before_the_last_one(case: Case) -> None:
    case.verifier.refused("CP-STORE-055", *step(case, "verified", *VERIFY, "--at", "2026-03-02"))


@pytest.mark.parametrize(
    "words",
    [("--to", "approved"), ("--to", "verified", "--opinion", "good")],
)
def test_words_that_nobody_knows(case: Case, words: tuple[str, ...]) -> None:
    case.verifier.refused("CP-DECL-054", "review", "add", case.declaration, *words)


def test_a_verifier_whom_nobody_knows(case: Case, tmp_path: Path) -> None:
    other = organisation(tmp_path / "other", "Unknown Verifier")
    trust = ("--trust", case.issuer.first)
    other.done(*step(case, "verified", *VERIFY, *trust, "--at", "2026-03-04"))

    case.issuer.refused("CP-CHAIN-033", "review", "status", case.declaration, "--with", case.review)


def test_a_review_of_another_declaration(case: Case, tmp_path: Path) -> None:
    newer = declared(case.issuer, EXAMPLE, tmp_path / "new", "--no-pdf", at="2026-03-05")

    case.issuer.refused(
        "CP-DECL-052", "review", "status", newer / "declaration.json", "--with", case.review
    )


def test_a_review_that_contradicts_the_own_one(case: Case, tmp_path: Path) -> None:
    fork = case.verifier.copied(tmp_path / "fork")
    (tmp_path / "fork.json").write_bytes(case.review.read_bytes())
    case.verifier.done(*step(case, "verified", *VERIFY, "--at", "2026-03-04"))
    forked = Case(
        issuer=case.issuer,
        verifier=fork,
        declaration=case.declaration,
        review=tmp_path / "fork.json",
    )
    fork.done(*step(forked, "draft", "--opinion", "adverse", "--at", "2026-03-04"))

    case.verifier.refused(
        "CP-DECL-052", "review", "status", case.declaration, "--with", forked.review
    )


@pytest.mark.parametrize("how", ["dropped", "malformed"])
def test_an_opinion_that_is_missing_or_altered(case: Case, how: str) -> None:
    case.verifier.done(*step(case, "verified", *VERIFY, "--at", "2026-03-04"))
    content = json.loads(case.review.read_bytes())
    content["opinions"] = [] if how == "dropped" else [{"opinion": "good"}]
    case.review.write_bytes(canonical_json(content))

    case.issuer.refused("CP-DECL-053", "review", "status", case.declaration, "--with", case.review)


def test_an_opinion_whose_words_were_changed(case: Case) -> None:
    case.verifier.done(*step(case, "verified", *VERIFY, "--at", "2026-03-04"))
    content = json.loads(case.review.read_bytes())
    content["opinions"][0]["opinion"]["opinion"] = "unmodified"
    case.review.write_bytes(canonical_json(content))

    case.issuer.refused("CP-CHAIN-034", "review", "status", case.declaration, "--with", case.review)


def test_a_file_that_is_no_review(case: Case, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_bytes(b"{}")

    case.issuer.refused(
        "CP-DECL-052", "review", "status", case.declaration, "--with", tmp_path / "r.json"
    )
