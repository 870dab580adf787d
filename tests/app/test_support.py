from __future__ import annotations

from dataclasses import replace

import pytest

from cellprint.app.linking import LinkSettings, link
from cellprint.app.solving import intensities
from cellprint.app.support import Support, support
from cellprint.model.inventory import Floor, Process, ProcessKind, Role, Status
from tests.app import small

# By hand, with 0.5 kg CO2e/kWh (China 2024): steel = 2 + 0.5 = 2.5;
# soda ash = (0.5 + 0.2 x 2.5) / (1 - 0.1) = 1 / 0.9
SODA = 1 / 0.9
SETTINGS = LinkSettings(year=2024, gwp_set="EF3.1")


def supported(root: Process, *others: Process) -> tuple[float, Support]:
    system = link(small.catalogue(root, *others), SETTINGS, [(root, "CN")])
    total = float(intensities(system)[0])
    return total, support(system, 0, total)


def emitter(name: str, route: str, co2: str) -> Process:
    emission = small.exchange(name, Role.EMISSION, "co2_fossil", co2)
    return small.process(name, "cobalt", "CN", route, emission)


def market(*shares: tuple[str, str], status: Status = Status.UNVERIFIED) -> Process:
    lines = (
        small.exchange("mix", Role.INPUT, "cobalt", share, status=status, provider=provider)
        for provider, share in shares
    )
    mix = small.process("salt_mix", "nickel_sulfate", "CN", "market", *lines)
    return replace(mix, kind=ProcessKind.MARKET)


CLEAN, DIRTY = emitter("clean", "clean", "1"), emitter("dirty", "dirty", "4")


def test_a_path_counts_under_its_weakest_exchange() -> None:
    total, found = supported(small.SODA)

    # Without the unverified steel input: 0.5 / 0.9 of 1 / 0.9 remains.
    assert total == pytest.approx(SODA)
    assert found.unverified == pytest.approx(0.5)
    assert found.paths == pytest.approx(0.5)
    assert found.shares[Status.PUBLISHED] == pytest.approx(0.5)
    assert sum(found.shares.values()) == pytest.approx(1.0)


def test_the_floor_of_an_amount_counts_as_derived() -> None:
    floor = Floor(amount=1.0, source="nobody", note="conservation of mass")
    metal = small.exchange(
        "salt", Role.INPUT, "cobalt", "1.25", status=Status.UNVERIFIED, floor=floor
    )
    emission = small.exchange("salt", Role.EMISSION, "co2_fossil", "1.25")
    total, found = supported(
        small.process("salt", "nickel_sulfate", "CN", "floored", metal, emission), CLEAN
    )

    # 1.25 + 1.25 x 1 = 2.5; 1 of the 1.25 kg stands.
    assert total == pytest.approx(2.5)
    assert found.shares[Status.PUBLISHED] == pytest.approx(0.5)
    assert found.shares[Status.DERIVED] == pytest.approx(0.4)
    assert found.unverified == pytest.approx(0.1)
    assert found.paths == pytest.approx(0.5)


def test_shares_of_a_market_stand_as_far_as_the_least_provider() -> None:
    total, found = supported(market(("clean", "0.25"), ("dirty", "0.75")), CLEAN, DIRTY)

    # 0.25 x 1 + 0.75 x 4 = 3.25; one kilogram of the clean one would still be 1.
    assert total == pytest.approx(3.25)
    assert found.unverified == pytest.approx(2.25 / 3.25)
    assert found.paths == pytest.approx(1.0)


def test_the_floor_of_a_share_stands_before_the_least_provider_takes_the_rest() -> None:
    mix = market(("clean", "0.25"), ("dirty", "0.75"))
    floor = Floor(amount=0.5, source="nobody", note="statistics")
    clean, dirty = mix.exchanges
    mix = replace(mix, exchanges=(clean, replace(dirty, floor=floor)))
    total, found = supported(mix, CLEAN, DIRTY)

    # At least 0.5 kg is dirty, the other half may be clean: 0.5 x 4 + 0.5 x 1 = 2.5 of 3.25.
    assert total == pytest.approx(3.25)
    assert found.unverified == pytest.approx(0.75 / 3.25)


def test_which_provider_is_the_least_is_judged_by_what_stands_of_it() -> None:
    guess = small.exchange("guess", Role.EMISSION, "co2_fossil", "4", status=Status.UNVERIFIED)
    guessed = small.process("guessed", "cobalt", "CN", "guessed", guess)
    _, found = supported(market(("clean", "0.5"), ("guessed", "0.5")), CLEAN, guessed)

    assert found.unverified == pytest.approx(1.0)


def test_verified_shares_of_a_market_count_in_full() -> None:
    mix = market(("clean", "0.25"), ("dirty", "0.75"), status=Status.PUBLISHED)
    _, found = supported(mix, CLEAN, DIRTY)

    assert found.unverified == pytest.approx(0.0)
    assert found.paths == pytest.approx(0.0)


def test_a_result_of_zero_has_no_shares() -> None:
    empty = small.process("nothing", "nickel_sulfate", "CN", "nothing")
    _, found = supported(empty)

    assert found.unverified == 0.0
    assert found.paths == 0.0
