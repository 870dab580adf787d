from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.app.estimates import LEAST, estimates, study_estimates
from cellprint.app.linking import LinkSettings, link
from cellprint.app.solving import intensities
from cellprint.model.inventory import Role, Status
from tests.app import small
from tests.app.test_support import CLEAN, DIRTY, market

LFP = Path(__file__).parents[2] / "examples" / "lfp-ctp-yibin" / "study.yaml"


def test_each_estimate_is_judged_with_all_others_supported() -> None:
    guess = small.exchange("guess", Role.EMISSION, "co2_fossil", "2", status=Status.UNVERIFIED)
    guessed = small.process("guessed", "nickel_sulfate", "CN", "guessed", guess)
    mix = market(("clean", "0.25"), ("dirty", "0.75"))
    mix_input = small.exchange("pack", Role.INPUT, "nickel_sulfate", "1", provider="salt_mix")
    guess_input = small.exchange("pack", Role.INPUT, "nickel_sulfate", "1", provider="guessed")
    pack = small.process("pack", "cobalt", "CN", "pack", mix_input, guess_input)
    catalogue = small.catalogue(pack, mix, guessed, CLEAN, DIRTY)
    system = link(catalogue, LinkSettings(year=2024, gwp_set="EF3.1"), [(pack, "CN")])
    total = float(intensities(system)[0])

    found = estimates(system, 0, total)

    # 0.25 x 1 + 0.75 x 4 = 3.25, of which 2.25 fall with the shares, and 2 with the guess.
    assert total == pytest.approx(5.25)
    assert [(one.process, one.is_mix) for one in found] == [("salt_mix", True), ("guessed", False)]
    assert [one.share for one in found] == pytest.approx([2.25 / 5.25, 2 / 5.25])


def test_the_estimates_of_a_study_are_listed_largest_first() -> None:
    document = study_estimates(LFP)
    shares = [float(one["share"]) for one in document["estimates"]]

    assert shares == sorted(shares, reverse=True)
    assert shares[-1] >= LEAST
    assert shares[0] <= float(document["unverified_share"])
    assert float(document["unverified_share"]) <= float(document["unverified_paths_share"])
