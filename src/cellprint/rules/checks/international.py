"""Checks of ISO 14067, GHG Protocol, PACT, Catena-X and GBA."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from cellprint.rules.book import parameter_set
from cellprint.rules.checks.verdict import (
    PASSED,
    CheckFunction,
    Context,
    Verdict,
    absent,
    failed,
    met,
    missing,
    none_of,
    verified_limit,
    verified_range,
)
from cellprint.rules.dates import add_months
from cellprint.rules.facts import Facts
from cellprint.rules.messages import message
from cellprint.rules.outcome import Outcome
from cellprint.rules.pact import (
    Identity,
    component_identity,
    components_above_total,
    uptake_identity,
)

_ISO_PARTS = frozenset({"fossil", "biogenic", "land_use", "aircraft"})
_ISO_SENSITIVITIES = frozenset({"allocation", "electricity", "end_of_life"})
_SHARE_SUM = 1e-9
_BENCHMARK_FACTOR = 10
_YEAR = 12
# Cumulative exemption limit by methodology: parameter set and parameter.
_EXEMPTIONS = {
    "pact-2": ("pact-2", "pact.exempt.cumulative"),
    "pact-3": ("pact-3", "pact.exempt.cumulative"),
    "catenax-3": ("catenax-3", "catenax.exempt.cumulative"),
    "gba-2": ("gba-2", "gba.exempt.cumulative"),
}


def iso_parts(facts: Facts, context: Context) -> Verdict:
    """Check that fossil, biogenic, land use and aircraft are reported apart (ISO-01)."""
    del context
    if facts.parts_reported is None:
        return missing("parts_reported")
    if facts.parts is not None and facts.parts.get("not_split"):
        return missing("parts")
    left = sorted(_ISO_PARTS - facts.parts_reported)
    return met(not left, message("not stated: {names}", names=tuple(left)))


def iso_electricity(facts: Facts, context: Context) -> Verdict:
    """Check contracts by all criteria, with the grid result beside them (ISO-04)."""
    del context
    counted = none_of(facts.claims_counted_failing, "claims_counted_failing")
    if counted != PASSED:
        return counted
    if facts.claims_evidence_missing is None or facts.grid_result_shown is None:
        return missing(*absent(facts, "claims_evidence_missing", "grid_result_shown"))
    if facts.claims_evidence_missing:
        return missing(*facts.claims_evidence_missing)
    return met(facts.grid_result_shown)


def iso_allocation(facts: Facts, context: Context) -> Verdict:
    """Check that allocation shares sum to one and the method has a reason (ISO-05)."""
    del context
    if facts.allocation_share_sums is None:
        return missing("allocation_share_sums")
    if any(abs(total - 1) > _SHARE_SUM for total in facts.allocation_share_sums):
        return failed(message("allocation shares do not sum to one"))
    return PASSED if facts.allocation_reason else missing("allocation_reason")


def iso_sensitivity(facts: Facts, context: Context) -> Verdict:
    """Check the sensitivity analyses on allocation, electricity and end of life (ISO-06)."""
    del context
    left = sorted(_ISO_SENSITIVITIES - (facts.sensitivities or frozenset()))
    return met(not left, message("not stated: {names}", names=tuple(left)))


def iso_cut_off(facts: Facts, context: Context) -> Verdict:
    """Check that a cut-off list with reasons exists (ISO-07)."""
    del context
    if facts.left_out is None:
        return failed(message("not stated: {names}", names=("left_out",)))
    silent = [item.name for item in facts.left_out if not item.reason.strip()]
    return met(not silent, message("not stated: {names}", names=tuple(silent)))


def report_outline(facts: Facts, context: Context) -> Verdict:
    """Check that the report has every part that the book asks for (ISO-08)."""
    present = facts.contents or frozenset()
    left = [item.id for item in context.book.required_content if item.id not in present]
    return met(not left, message("not stated: {names}", names=tuple(left)))


def completeness(facts: Facts, context: Context) -> Verdict:
    """Check completeness of at least 95 % (GHG-01); the limit is unverified."""
    if facts.completeness is None:
        return missing("completeness")
    limit = verified_limit(parameter_set("ghgp-product-2011"), "ghgp.completeness_min", context.on)
    if isinstance(limit, Verdict):
        return limit
    return met(facts.completeness >= limit)


def one_recycling_method(facts: Facts, context: Context) -> Verdict:
    """Check that one recycling method is named for the product (GHG-02)."""
    del context
    if not facts.recycling_methods:
        return missing("recycling_methods")
    return met(len(facts.recycling_methods) == 1)


def pact_uptake(facts: Facts, context: Context) -> Verdict:
    """Check incl = excl + uptake (PACT-02)."""
    del context
    if facts.pact is None:
        return missing("pact")
    return met(uptake_identity(facts.pact) is Identity.CLEAN)


def pact_components(facts: Facts, context: Context) -> Verdict:
    """Check the sum of components, in print or in the variant (PACT-03)."""
    del context
    if facts.pact is None:
        return missing("pact")
    found = component_identity(facts.pact)
    if found is Identity.VARIANT:
        text = message("identity holds only with land-management fossil added")
        return Verdict(outcome=Outcome.PASS, details=(text,))
    return met(found is Identity.CLEAN)


def pact_magnitudes(facts: Facts, context: Context) -> Verdict:
    """Check that no component exceeds the total unless another is negative (PACT-04)."""
    del context
    if facts.pact is None:
        return missing("pact")
    return met(not components_above_total(facts.pact))


def pact_periods(facts: Facts, context: Context) -> Verdict:
    """Check that the reference period runs forward and validity stays within 3 years (PACT-05)."""
    if facts.reference_period is None:
        return missing("reference_period")
    start, end = facts.reference_period
    if end <= start:
        return failed(message("the reference period is reversed"))
    if facts.validity is None:
        return PASSED
    years = verified_limit(parameter_set("pact-3"), "pact.validity_max", context.on)
    if isinstance(years, Verdict):
        return years
    return _validity(facts.validity, end, int(years))


def _validity(validity: tuple[date, date], reference_end: date, years: int) -> Verdict:
    first, last = validity
    is_right = reference_end <= first < last <= add_months(reference_end, _YEAR * years)
    return met(
        is_right, message("validity has to lie within {years} years after the period", years=years)
    )


def pact_scales(facts: Facts, context: Context) -> Verdict:
    """Check 0 ≤ PDS ≤ 100 and the scale of the quality indicators (PACT-06)."""
    if facts.primary_data_share is None or facts.quality_indicators is None:
        return missing(*absent(facts, "primary_data_share", "quality_indicators"))
    scale = verified_range(parameter_set("pact-3"), "pact.dqr.min", "pact.dqr.max", context.on)
    if isinstance(scale, Verdict):
        return scale
    low, high = scale
    in_scale = all(low <= score <= high for score in facts.quality_indicators)
    return met(in_scale and Decimal(0) <= facts.primary_data_share <= Decimal(100))


def exemptions(facts: Facts, context: Context) -> Verdict:
    """Check exempted emissions against the limit of the named methodology (PACT-07, CX-01)."""
    if facts.methodology not in _EXEMPTIONS or facts.exempted_share is None:
        return missing(*absent(facts, "methodology", "exempted_share") or ("methodology",))
    set_id, parameter = _EXEMPTIONS[facts.methodology]
    limit = verified_limit(parameter_set(set_id), parameter, context.on)
    if isinstance(limit, Verdict):
        return limit
    return met(
        facts.exempted_share <= limit,
        message(
            "{share} is above the limit {limit}", share=str(facts.exempted_share), limit=str(limit)
        ),
    )


def catenax_limits(facts: Facts, context: Context) -> Verdict:
    """Check that a Catena-X rulebook version is named and its limit kept (CX-01)."""
    if facts.methodology is None or not facts.methodology.startswith("catenax-"):
        return missing("methodology")
    return exemptions(facts, context)


def carbon_content(facts: Facts, context: Context) -> Verdict:
    """Check that a product holds no more carbon than it weighs (PACT-08)."""
    del context
    if facts.carbon_content_kg is None or facts.product_mass_kg is None:
        return missing(*absent(facts, "carbon_content_kg", "product_mass_kg"))
    return met(facts.carbon_content_kg <= facts.product_mass_kg)


def ipcc_reports(facts: Facts, context: Context) -> Verdict:
    """Check the named IPCC reports: AR6, or all that were used (PACT-09)."""
    del context
    reports = facts.ipcc_reports
    if reports is None:
        return missing("ipcc_reports")
    return met(bool(reports) and reports != {"AR4"})


def benchmark(facts: Facts, context: Context) -> Verdict:
    """Check the magnitude against the benchmark of the product class (PACT-11)."""
    del context
    ratio = facts.benchmark_ratio
    if ratio is None:
        return missing("benchmark_ratio")
    if not math.isfinite(ratio) or ratio <= 0:
        return failed(message("the ratio to the benchmark is {ratio}", ratio=ratio))
    return met(1 / _BENCHMARK_FACTOR <= ratio <= _BENCHMARK_FACTOR)


def gba_data(facts: Facts, context: Context) -> Verdict:
    """Check 12-month data, 10-year prices and the price-ratio rule (GBA-01)."""
    names = ("months_of_data", "allocation_price_years", "allocation_follows_ratio")
    lacking = absent(facts, *names)
    if lacking:
        return missing(*lacking)
    years = verified_limit(parameter_set("battery-pass-2023"), "eu.alloc.price_years", context.on)
    if isinstance(years, Verdict):
        return years
    has_years = (facts.allocation_price_years or 0) >= years
    has_months = (facts.months_of_data or 0) >= _YEAR
    return met(has_months and has_years and facts.allocation_follows_ratio is True)


FUNCTIONS: Mapping[str, CheckFunction] = {
    "iso_parts": iso_parts,
    "iso_electricity": iso_electricity,
    "iso_allocation": iso_allocation,
    "iso_sensitivity": iso_sensitivity,
    "iso_cut_off": iso_cut_off,
    "report_outline": report_outline,
    "completeness": completeness,
    "one_recycling_method": one_recycling_method,
    "pact_uptake": pact_uptake,
    "pact_components": pact_components,
    "pact_magnitudes": pact_magnitudes,
    "pact_periods": pact_periods,
    "pact_scales": pact_scales,
    "exemptions": exemptions,
    "catenax_limits": catenax_limits,
    "carbon_content": carbon_content,
    "ipcc_reports": ipcc_reports,
    "benchmark": benchmark,
    "gba_data": gba_data,
}
