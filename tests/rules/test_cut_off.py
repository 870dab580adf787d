"""What is left out, against the policies of the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cellprint.errors import BadInputError
from cellprint.rules.book import RuleBook, rule_book
from cellprint.rules.cut_off import LeftOut, PolicyVerdict, cut_off_verdicts, worst
from cellprint.rules.outcome import Outcome

DRAFT = rule_book("eu-cfb-ev-draft-2024")
ON = date(2026, 8, 28)


def item(name: str, mass: str | None, ghg: str | None = "0", reason: str = "minor") -> LeftOut:
    """Return an item with shares of mass and emissions and none of energy."""
    return LeftOut(
        name=name,
        reason=reason,
        shares={
            "mass": None if mass is None else Decimal(mass),
            "energy": Decimal(0),
            "ghg": None if ghg is None else Decimal(ghg),
        },
    )


def verdicts(*items: LeftOut, book: RuleBook = DRAFT) -> dict[str, PolicyVerdict]:
    """Return the verdicts by policy."""
    return {verdict.policy: verdict for verdict in cut_off_verdicts(book, items, on=ON)}


@pytest.mark.parametrize(
    ("mass", "outcome"),
    [("0.0099", Outcome.PASS), ("0.01", Outcome.FAIL), ("0.02", Outcome.FAIL)],
)
def test_one_percent_of_mass_per_item_is_exclusive(mass: str, outcome: Outcome) -> None:
    assert verdicts(item("labels", mass))["cut.cfb_ev_case"].outcome is outcome


def test_small_items_add_up_to_the_cumulative_limit() -> None:
    five = [item(f"part {n}", "0.006") for n in range(5)]

    found = verdicts(*five)

    assert found["cut.cfb_ev_case"].outcome is Outcome.PASS
    assert found["cut.pef"].outcome is Outcome.FAIL
    assert found["cut.pef"].cumulative["mass"] == Decimal("0.030")
    assert verdicts(*five[:4])["cut.pef"].outcome is Outcome.PASS


def test_emissions_count_as_well_as_mass() -> None:
    found = verdicts(item("binder", "0.001", ghg="0.031"))

    assert found["cut.pef"].outcome is Outcome.FAIL
    assert "0.03" in found["cut.pef"].reasons[0].get("en")


def test_an_item_without_estimate_is_not_assessable_and_without_reason_a_failure() -> None:
    assert verdicts(item("glue", None))["cut.pef"].outcome is Outcome.NOT_ASSESSABLE
    assert verdicts(item("glue", None, reason=""))["cut.pef"].outcome is Outcome.FAIL
    assert verdicts(item("glue", "0.5"), item("tape", None))["cut.pef"].outcome is Outcome.FAIL


def test_a_book_that_asks_for_reasons_only_looks_at_reasons() -> None:
    iso = rule_book("iso-14067-2018")

    assert verdicts(item("glue", None), book=iso)["cut.iso"].outcome is Outcome.PASS
    assert verdicts(item("glue", "0.5", reason=""), book=iso)["cut.iso"].outcome is Outcome.FAIL


def test_an_unknown_limit_is_not_assessable() -> None:
    cn = rule_book("cn-miit-551-2025")

    assert verdicts(book=cn)["cut.551"].outcome is Outcome.NOT_ASSESSABLE
    assert verdicts(item("x", "0", reason=""), book=cn)["cut.551"].outcome is Outcome.FAIL


def test_an_emission_limit_looks_at_emissions_only() -> None:
    pact = rule_book("pact-3")

    assert verdicts(item("x", "0.9", ghg="0.02"), book=pact)["cut.pact_3"].outcome is Outcome.PASS


def test_the_worst_policy_decides() -> None:
    found = tuple(verdicts(item("labels", "0.02")).values())

    assert worst(found) is Outcome.FAIL
    assert worst(()) is Outcome.PASS
    assert worst([replace(found[0], outcome=Outcome.NOT_ASSESSABLE)]) is Outcome.NOT_ASSESSABLE


@pytest.mark.parametrize("share", ["1.2", "-0.1", "NaN"])
def test_a_share_is_no_percentage(share: str) -> None:
    with pytest.raises(BadInputError) as caught:
        verdicts(item("x", share))

    assert caught.value.code == "CP-RULE-070"
