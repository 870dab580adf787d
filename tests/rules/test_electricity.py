"""Electricity: every kWh counted once, every claim at most once, under every resolver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.rules.electricity import (
    Claim,
    ClaimKind,
    Fallback,
    LedgerEntry,
    RefusedClaim,
    Resolution,
    Resolver,
    criteria,
    electricity_resolver,
    periods_match,
    require_factor_kind,
    resolve,
    resolvers,
)
from cellprint.rules.parameters import ParameterStatus

ALL = dict.fromkeys(criteria(), True)
PLANT = LedgerEntry(meter="plant", kwh=Fraction(1000), location="CN-SC", period="2024")
GERMAN = LedgerEntry(meter="werk", kwh=Fraction(1000), location="DE", period="2024")
EU_RESIDUAL = {"DE": "DE", "HU": "EU"}


def claim(kind: ClaimKind = ClaimKind.SUPPLIER_PRODUCT, **changes: Any) -> Claim:
    """Return a claim over 400 kWh of hydro power with complete evidence, changed as told."""
    known: dict[str, Any] = {
        "id": "hydro-2024",
        "kind": kind,
        "kwh": Fraction(400),
        "location": "CN-SC",
        "period": "2024",
        "technology": "hydro",
        "evidence": ALL,
    }
    return Claim(**(known | changes))


def by_what(resolution: Resolution) -> dict[tuple[str, str], Fraction]:
    """Return (what, location) → kWh."""
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for supply in resolution.supplies:
        sums[supply.what, supply.location] += supply.kwh
    return dict(sums)


def flags(resolution: Resolution) -> list[str]:
    """Return the ids of the flags."""
    return [flag.id for flag in resolution.flags]


def test_pef_takes_the_supplier_product_and_gives_the_rest_the_residual_mix() -> None:
    green = claim(location="DE")

    resolution = resolve(
        [GERMAN], [green], electricity_resolver("el.pef_2021"), residual_mixes=EU_RESIDUAL
    )

    assert by_what(resolution) == {("contract:hydro-2024", "DE"): 400, ("residual", "DE"): 600}
    assert resolution.assessable
    assert flags(resolution) == []
    assert resolution.supplies[0].delivery == "grid"
    assert resolution.supplies[0].technology == "hydro"


def test_pef_takes_the_residual_mix_of_the_region_where_the_country_has_none() -> None:
    hungarian = LedgerEntry(meter="gyar", kwh=Fraction(10), location="HU", period="2024")

    resolution = resolve(
        [hungarian], [], electricity_resolver("el.pef_2021"), residual_mixes=EU_RESIDUAL
    )

    assert by_what(resolution) == {("residual", "EU"): 10}
    assert resolution.assessable


def test_a_rule_that_knows_only_the_countrys_residual_mix_does_not_take_the_regions() -> None:
    hungarian = LedgerEntry(meter="gyar", kwh=Fraction(10), location="HU", period="2024")

    resolution = resolve(
        [hungarian], [], electricity_resolver("el.jrc_ev_2023"), residual_mixes=EU_RESIDUAL
    )

    assert by_what(resolution) == {("country_average", "HU"): 10}
    assert not resolution.assessable


@pytest.mark.parametrize("resolver", ["el.pef_2021", "el.jrc_ev_2023"])
def test_without_a_residual_mix_the_average_stands_in_and_the_rule_is_not_assessable(
    resolver: str,
) -> None:
    resolution = resolve([PLANT], [], electricity_resolver(resolver))

    assert by_what(resolution) == {("country_average", "CN"): 1000}
    assert flags(resolution) == ["residual_missing"]
    assert not resolution.assessable


@pytest.mark.parametrize("kind", [kind for kind in ClaimKind if not kind.is_physical])
def test_the_draft_act_recognises_no_contract_at_all(kind: ClaimKind) -> None:
    resolution = resolve([PLANT], [claim(kind)], electricity_resolver("el.draft_da_ev_2024"))

    assert by_what(resolution) == {("country_average", "CN"): 1000}
    assert resolution.refused == (
        RefusedClaim(claim="hydro-2024", criterion="kind", reason="kind_not_recognised"),
    )
    assert resolution.assessable


def test_the_drafts_carve_out_for_a_direct_line_is_off_unless_chosen() -> None:
    line = claim(ClaimKind.DIRECT_LINE)
    resolver = electricity_resolver("el.draft_da_ev_2024")

    off = resolve([PLANT], [line], resolver)
    on = resolve([PLANT], [line], resolver, options=frozenset({"direct_line_unsold"}))

    assert off.refused[0].reason == "option_off"
    assert by_what(on) == {("contract:hydro-2024", "CN-SC"): 400, ("country_average", "CN"): 600}
    assert on.supplies[0].delivery == "behind_meter"


@pytest.mark.parametrize(
    "criterion", ["attributes_conveyed", "single_cancellation", "period_match"]
)
@pytest.mark.parametrize(("met", "reason"), [(False, "not_met"), (None, "evidence_missing")])
def test_a_claim_that_misses_one_criterion_falls_through_as_a_whole(
    *, criterion: str, met: bool | None, reason: str
) -> None:
    doubtful = claim(location="DE", evidence=ALL | {criterion: met})

    resolution = resolve(
        [GERMAN], [doubtful], electricity_resolver("el.pef_2021"), residual_mixes=EU_RESIDUAL
    )

    assert by_what(resolution) == {("residual", "DE"): 1000}
    assert resolution.refused == (
        RefusedClaim(claim="hydro-2024", criterion=criterion, reason=reason),
    )


def test_own_generation_whose_attributes_are_sold_counts_as_residual_mix() -> None:
    roof = claim(ClaimKind.ONSITE, id="roof", location="DE", technology="pv")
    sold = claim(
        ClaimKind.ONSITE, id="roof", location="DE", evidence=ALL | {"attributes_unsold": False}
    )
    resolver = electricity_resolver("el.pef_2021")

    kept = resolve([GERMAN], [roof], resolver, residual_mixes=EU_RESIDUAL)
    lost = resolve([GERMAN], [sold], resolver, residual_mixes=EU_RESIDUAL)

    assert by_what(kept)["contract:roof", "DE"] == 400
    assert by_what(lost) == {("residual", "DE"): 1000}
    assert lost.refused[0].criterion == "attributes_unsold"


def test_a_claim_is_spread_over_its_meters_by_energy_not_by_order() -> None:
    coating = LedgerEntry(meter="coating", kwh=Fraction(100), location="DE", period="2024")
    formation = LedgerEntry(meter="formation", kwh=Fraction(300), location="DE", period="2024")
    green = claim(kwh=Fraction(100), location="DE")

    resolution = resolve(
        [coating, formation],
        [green],
        electricity_resolver("el.pef_2021"),
        residual_mixes=EU_RESIDUAL,
    )

    shares = {s.meter: s.kwh for s in resolution.supplies if s.claim}
    assert shares == {"coating": 25, "formation": 75}


def test_a_claim_that_is_bound_to_a_meter_serves_no_other() -> None:
    other = LedgerEntry(meter="other", kwh=Fraction(50), location="DE", period="2024")
    bound = claim(location="DE", meters=("other",))

    resolution = resolve(
        [GERMAN, other],
        [bound],
        electricity_resolver("el.pef_2021"),
        residual_mixes=EU_RESIDUAL,
    )

    assert by_what(resolution)["contract:hydro-2024", "DE"] == 50
    assert resolution.unused == {"hydro-2024": 350}


def test_a_meter_that_is_served_takes_no_share_of_the_next_claim() -> None:
    other = LedgerEntry(meter="other", kwh=Fraction(50), location="DE", period="2024")
    first = claim(id="a", kwh=Fraction(50), location="DE", meters=("other",))
    second = claim(id="b", kwh=Fraction(100), location="DE")

    resolution = resolve(
        [GERMAN, other],
        [first, second],
        electricity_resolver("el.pef_2021"),
        residual_mixes=EU_RESIDUAL,
    )

    served = [(s.claim, s.meter, int(s.kwh)) for s in resolution.supplies if s.claim]
    assert served == [("a", "other", 50), ("b", "werk", 100)]


def test_a_claim_of_another_period_serves_nothing() -> None:
    old = claim(period="2022", location="DE")

    resolution = resolve(
        [GERMAN], [old], electricity_resolver("el.pef_2021"), residual_mixes=EU_RESIDUAL
    )

    assert resolution.refused == (
        RefusedClaim(claim="hydro-2024", criterion="period_match", reason="no_matching_meter"),
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2024", "2024", True),
        ("2024-03", "2024", True),
        ("2024", "2024-03", True),
        ("2024-02", "2024-03", False),
        ("2023", "2024-03", False),
        ("202", "2024", False),
    ],
)
def test_periods_match_when_one_holds_the_other(*, first: str, second: str, expected: bool) -> None:
    assert periods_match(first, second) is expected


def test_a_unit_is_claimed_once_even_by_two_contracts() -> None:
    first = claim(id="a", location="DE", units=("GO-1", "GO-2"))
    second = claim(id="b", location="DE", units=("GO-2",))

    resolution = resolve(
        [GERMAN],
        [first, second],
        electricity_resolver("el.pef_2021"),
        residual_mixes=EU_RESIDUAL,
    )

    assert by_what(resolution) == {("contract:a", "DE"): 400, ("residual", "DE"): 600}
    assert resolution.refused == (
        RefusedClaim(claim="b", criterion="single_cancellation", reason="unit_claimed_twice"),
    )


def test_a_unit_that_another_product_claimed_is_spent() -> None:
    resolution = resolve(
        [GERMAN],
        [claim(location="DE", units=("GO-1",))],
        electricity_resolver("el.pef_2021"),
        residual_mixes=EU_RESIDUAL,
        spent_units=frozenset({"GO-1"}),
    )

    assert resolution.refused[0].reason == "unit_claimed_twice"


def test_a_claim_larger_than_the_consumption_keeps_its_rest() -> None:
    large = claim(kwh=Fraction(2500), location="DE")

    resolution = resolve(
        [GERMAN], [large], electricity_resolver("el.pef_2021"), residual_mixes=EU_RESIDUAL
    )

    assert by_what(resolution) == {("contract:hydro-2024", "DE"): 1000}
    assert resolution.unused == {"hydro-2024": 1500}


def test_the_order_of_the_rule_decides_which_claim_comes_first() -> None:
    mix = claim(ClaimKind.SUPPLIER_TOTAL_MIX, id="mix", kwh=Fraction(900), location="DE")
    product = claim(id="product", kwh=Fraction(700), location="DE")

    resolution = resolve(
        [GERMAN], [mix, product], electricity_resolver("el.pef_2021"), residual_mixes=EU_RESIDUAL
    )

    assert by_what(resolution) == {("contract:product", "DE"): 700, ("contract:mix", "DE"): 300}


def test_location_based_counts_the_average_of_the_place_whatever_the_contract() -> None:
    resolution = resolve([PLANT], [claim()], electricity_resolver("el.ghgp_location"))

    assert by_what(resolution) == {("regional_average", "CN-SC"): 1000}


def test_market_based_warns_when_it_falls_back_on_the_average() -> None:
    resolution = resolve([PLANT], [claim()], electricity_resolver("el.ghgp_market"))

    assert by_what(resolution) == {
        ("contract:hydro-2024", "CN-SC"): 400,
        ("regional_average", "CN-SC"): 600,
    }
    assert set(flags(resolution)) == {"average_in_market_method", "residual_missing"}
    assert resolution.assessable


def test_the_scope_2_revision_never_falls_back_on_the_grid_average() -> None:
    yearly = claim(evidence=ALL | {"hourly_match": False})

    resolution = resolve([PLANT], [yearly], electricity_resolver("el.ghgp_market_revision"))

    assert by_what(resolution) == {("fossil", "CN"): 1000}
    assert resolution.refused[0].criterion == "hourly_match"


def test_iso_14067_asks_for_the_grid_mix_of_the_place() -> None:
    resolution = resolve([PLANT], [], electricity_resolver("el.iso14067"))

    assert by_what(resolution) == {("regional_average", "CN-SC"): 1000}
    assert flags(resolution) == []


@pytest.mark.parametrize("resolver", ["el.cn_551", "el.catenax"])
def test_an_unknown_rule_stands_on_the_average_and_says_so(resolver: str) -> None:
    resolution = resolve([PLANT], [claim()], electricity_resolver(resolver))

    assert by_what(resolution) == {("country_average", "CN"): 1000}
    assert flags(resolution) == ["rule_open"]
    assert not resolution.assessable


def test_china_by_contract_has_no_residual_mix_and_flags_it() -> None:
    certificate = claim(ClaimKind.GREEN_CERTIFICATE, units=("GEC-1",))

    resolution = resolve([PLANT], [certificate], electricity_resolver("el.cn_contract"))

    assert by_what(resolution) == {
        ("contract:hydro-2024", "CN-SC"): 400,
        ("country_average", "CN"): 600,
    }
    assert flags(resolution) == ["residual_missing"]
    assert resolution.assessable


@pytest.mark.parametrize("criterion", ["tradable", "not_expired"])
def test_an_expired_or_non_tradable_certificate_never_counts(criterion: str) -> None:
    void = claim(ClaimKind.GREEN_CERTIFICATE, evidence=ALL | {criterion: False})

    resolution = resolve([PLANT], [void], electricity_resolver("el.cn_contract"))

    assert resolution.refused[0].criterion == criterion
    assert by_what(resolution) == {("country_average", "CN"): 1000}


def test_china_physical_takes_own_generation_and_a_direct_line_only() -> None:
    roof = claim(ClaimKind.ONSITE, id="roof", kwh=Fraction(100), technology="pv")
    line = claim(ClaimKind.DIRECT_LINE, id="line", kwh=Fraction(200), technology="wind")
    paper = claim(ClaimKind.GREEN_CERTIFICATE, id="paper")

    resolution = resolve([PLANT], [paper, line, roof], electricity_resolver("el.cn_physical"))

    assert by_what(resolution) == {
        ("contract:roof", "CN-SC"): 100,
        ("contract:line", "CN-SC"): 200,
        ("country_average", "CN"): 700,
    }
    assert [refused.claim for refused in resolution.refused] == ["paper"]


@pytest.mark.parametrize("resolver", ["el.cn_scope2_location", "el.cn_scope2_market"])
def test_corporate_account_factors_never_enter_a_product_footprint(resolver: str) -> None:
    with pytest.raises(BadInputError) as caught:
        require_factor_kind(electricity_resolver(resolver))

    assert caught.value.code == "CP-RULE-023"


def test_a_life_cycle_resolver_does_not_serve_a_corporate_account() -> None:
    require_factor_kind(electricity_resolver("el.cn_physical"))
    with pytest.raises(BadInputError) as caught:
        require_factor_kind(electricity_resolver("el.cn_physical"), wanted="direct")

    assert caught.value.code == "CP-RULE-023"


def test_an_unknown_resolver_names_the_nearest() -> None:
    with pytest.raises(BadInputError) as caught:
        electricity_resolver("el.pef")

    assert caught.value.code == "CP-RULE-020"
    assert "el.pef_2021" in caught.value.findings[0].near


def test_negative_energy_is_refused() -> None:
    feed_in = LedgerEntry(meter="x", kwh=Fraction(-1), location="DE", period="2024")

    with pytest.raises(BadInputError) as caught:
        resolve([feed_in], [], electricity_resolver("el.pef_2021"))

    assert caught.value.code == "CP-RULE-021"


def test_two_claims_with_one_id_are_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        resolve([PLANT], [claim(), claim()], electricity_resolver("el.pef_2021"))

    assert caught.value.code == "CP-RULE-022"


def test_every_resolver_names_known_criteria_and_its_source() -> None:
    for resolver in resolvers().values():
        assert resolver.reference
        assert resolver.name.zh
        for step in resolver.claims:
            assert set(step.criteria) <= set(criteria())
    assert resolvers()["el.draft_da_ev_2024"].status is ParameterStatus.DRAFT


entries = st.lists(
    st.builds(
        LedgerEntry,
        meter=st.sampled_from(["a", "b", "c"]),
        kwh=st.fractions(min_value=0, max_value=10**6, max_denominator=1000),
        location=st.sampled_from(["CN-SC", "CN-NM", "DE", "HU"]),
        period=st.sampled_from(["2024", "2024-03", "2023"]),
    ),
    max_size=6,
)
claims = st.lists(
    st.builds(
        Claim,
        id=st.uuids().map(str),
        kind=st.sampled_from(ClaimKind),
        kwh=st.fractions(min_value=0, max_value=10**6, max_denominator=1000),
        location=st.just("DE"),
        period=st.sampled_from(["2024", "2024-03"]),
        evidence=st.sampled_from([ALL, {}, ALL | {"metered": False}]),
        units=st.sampled_from([(), ("u1",), ("u1", "u2")]),
        meters=st.sampled_from([(), ("a",), ("b", "c")]),
    ),
    max_size=6,
)


@given(
    ledger=entries,
    held=claims,
    resolver=st.sampled_from(sorted(resolvers())),
    residual=st.sampled_from([{}, EU_RESIDUAL]),
)
def test_energy_is_conserved_and_no_claim_is_used_twice(
    ledger: list[LedgerEntry], held: list[Claim], resolver: str, residual: dict[str, str]
) -> None:
    rule = electricity_resolver(resolver)

    resolution = resolve(ledger, held, rule, residual_mixes=residual)

    total = sum((entry.kwh for entry in ledger), Fraction(0))
    assert sum((supply.kwh for supply in resolution.supplies), Fraction(0)) == total
    used: dict[str, Fraction] = defaultdict(Fraction)
    for supply in resolution.supplies:
        assert supply.kwh > 0
        if supply.claim:
            used[supply.claim] += supply.kwh
    refused = {entry.claim for entry in resolution.refused}
    for one in held:
        if one.id in refused:
            assert used[one.id] == 0
        else:
            assert used[one.id] + resolution.unused.get(one.id, Fraction(0)) == one.kwh
    assert_units_used_once(held, refused)
    assert_fallbacks_of(rule, resolution)


def assert_units_used_once(held: Iterable[Claim], refused: set[str]) -> None:
    """Check that no certificate stands behind two claims that count."""
    counted = [unit for one in held if one.id not in refused for unit in one.units]
    assert len(counted) == len(set(counted))


def assert_fallbacks_of(rule: Resolver, resolution: Resolution) -> None:
    """Check that what is not claimed is one of the rule's fallbacks, or the stand-in."""
    allowed = {"residual" if "residual" in f.value else f.value for f in rule.fallback}
    if not resolution.assessable:
        allowed.add(Fallback.COUNTRY_AVERAGE.value)
    assert {supply.what for supply in resolution.supplies if not supply.claim} <= allowed
