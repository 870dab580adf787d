"""Checks EU-050 to EU-101: recycling formula, impact, data quality, allocation, declaration."""

from __future__ import annotations

from collections.abc import Mapping

from cellprint.rules.checks.verdict import (
    OUT_OF_SCOPE,
    PASSED,
    CheckFunction,
    Context,
    Verdict,
    absent,
    failed,
    met,
    missing,
    verified_limit,
    verified_range,
)
from cellprint.rules.data_quality import company_data_verdict
from cellprint.rules.facts import Facts
from cellprint.rules.messages import message
from cellprint.rules.obligations import DutyValue, ScopeKind, register
from cellprint.rules.outcome import Outcome
from cellprint.rules.recycled_content import recycled_content

_AFTER_ASSESSMENT = frozenset({"declaration_of_conformity", "public_study"})
_GATE_VARIANTS = 2
_ROUNDING = 1e-12


def allocation_factor(facts: Facts, context: Context) -> Verdict:
    """Check that A lies in the range of PEF, or is the cradle-to-gate variant (EU-050)."""
    if facts.circular is None:
        return missing("circular")
    limits = verified_range(context.book.parameters, "eu.cff.A.min", "eu.cff.A.max", context.on)
    if isinstance(limits, Verdict):
        return limits
    low, high = map(float, limits)
    outside = [
        entry.material
        for entry in facts.circular
        if not low <= entry.a <= high and not (facts.cradle_to_gate and entry.a == 1)
    ]
    return met(not outside, message("found: {items}", items=tuple(outside)))


def recycled_input(facts: Facts, context: Context) -> Verdict:
    """Check that recycled content counts only with proof of its origin (EU-051)."""
    del context
    if facts.circular is None:
        return missing("circular")
    used = [entry for entry in facts.circular if entry.r1 > 0]
    average = [
        entry.material for entry in used if entry.r1_market_average or entry.r1_evidence is False
    ]
    if average:
        return failed(message("found: {items}", items=tuple(average)))
    unknown = [entry.material for entry in used if entry.r1_evidence is None]
    return missing(*(f"r1_evidence.{name}" for name in unknown)) if unknown else PASSED


def share_range(facts: Facts, context: Context) -> Verdict:
    """Check 0 ≤ R1, R2, R3 ≤ 1 and R2 + R3 ≤ 1 (EU-052)."""
    del context
    if facts.circular is None:
        return missing("circular")
    wrong = [
        entry.material
        for entry in facts.circular
        if not all(0 <= share <= 1 for share in (entry.r1, entry.r2, entry.r3))
        or entry.r2 + entry.r3 > 1 + _ROUNDING
    ]
    return met(not wrong, message("found: {items}", items=tuple(wrong)))


def substitution_once(facts: Facts, context: Context) -> Verdict:
    """Check that another substituted material excludes a quality ratio (EU-053)."""
    del context
    if facts.circular is None:
        return missing("circular")
    both = [
        entry.material
        for entry in facts.circular
        if entry.evs is not None and entry.evs != entry.ev and entry.quality_out != 1
    ]
    return met(not both, message("found: {items}", items=tuple(both)))


def gate_variants(facts: Facts, context: Context) -> Verdict:
    """Check that a cradle-to-gate result is given in both variants (EU-054)."""
    del context
    if facts.cradle_to_gate is None:
        return missing("cradle_to_gate")
    if not facts.cradle_to_gate:
        return OUT_OF_SCOPE
    return met((facts.cradle_to_gate_variants or 0) >= _GATE_VARIANTS)


def one_gwp_set(facts: Facts, context: Context) -> Verdict:
    """Check that one GWP set is used, and that it is the book's (EU-060)."""
    if not facts.gwp_sets:
        return missing("gwp_sets")
    return met(
        facts.gwp_sets == {context.book.gwp_set},
        message("found: {items}", items=tuple(sorted(facts.gwp_sets))),
    )


def sub_totals(facts: Facts, context: Context) -> Verdict:
    """Check that sub-totals above 5 % of the total are reported (EU-062)."""
    if facts.parts is None or facts.parts_reported is None or facts.total is None:
        return missing(*absent(facts, "parts", "parts_reported", "total"))
    if facts.parts.get("not_split"):
        return missing("parts")
    threshold = verified_limit(context.book.parameters, "eu.subtotal.threshold", context.on)
    if isinstance(threshold, Verdict):
        return threshold
    limit = float(threshold) * abs(facts.total)
    silent = [
        part
        for part, value in facts.parts.items()
        if abs(value) > limit and part not in facts.parts_reported
    ]
    return met(not silent, message("found: {items}", items=tuple(silent)))


def company_quality(facts: Facts, context: Context) -> Verdict:
    """Check the limits of company-specific data together (EU-070)."""
    if not facts.company_scores:
        return missing("company_scores")
    verdicts = [
        company_data_verdict(scores, context.book.parameters, on=context.on)
        for scores in facts.company_scores
    ]
    details = tuple(text for verdict in verdicts for text in verdict.failing)
    for outcome in (Outcome.FAIL, Outcome.NOT_ASSESSABLE):
        if any(verdict.outcome is outcome for verdict in verdicts):
            return Verdict(outcome=outcome, details=details)
    return PASSED


def price_ratio(facts: Facts, context: Context) -> Verdict:
    """Check the price-ratio rule and that mass and price stand on one basis (EU-080)."""
    if facts.allocation_basis_mixed:
        return failed(message("mass and price stand on different bases"))
    names = ("allocation_basis_mixed", "allocation_price_years", "allocation_follows_ratio")
    lacking = absent(facts, *names)
    if lacking:
        return missing(*lacking)
    years = verified_limit(context.book.parameters, "eu.alloc.price_years", context.on)
    if isinstance(years, Verdict):
        return years
    if (facts.allocation_price_years or 0) < years:
        return missing("allocation_price_years")
    return met(facts.allocation_follows_ratio is True)


def declaration_contents(facts: Facts, context: Context) -> Verdict:
    """Check the content (a) to (g) of a declaration (EU-090)."""
    if facts.contents is None:
        return missing("contents")
    wanted = [
        item.id
        for item in context.book.required_content
        if "draft" not in item.reference and item.id not in facts.contents
    ]
    lacking = [name for name in wanted if name not in _AFTER_ASSESSMENT]
    if lacking:
        return failed(message("not stated: {names}", names=tuple(lacking)))
    if wanted and not facts.conformity_assessed:
        return missing(*wanted)
    return met(not wanted, message("not stated: {names}", names=tuple(wanted)))


def below_threshold(facts: Facts, context: Context) -> Verdict:
    """Check the declared value against the maximum threshold (EU-091)."""
    del context
    if facts.maximum_threshold is None or facts.declared_value is None:
        return missing(*absent(facts, "maximum_threshold", "declared_value"))
    return met(facts.declared_value <= facts.maximum_threshold)


def class_assigned(facts: Facts, context: Context) -> Verdict:
    """Check that a class is printed only under an act in force (EU-092)."""
    del context
    if facts.class_act_in_force:
        return met(bool(facts.class_printed))
    if facts.class_printed:
        return failed(message("a class is printed although no act gives the classes"))
    return missing("class_act_in_force")


def recycled_minima(facts: Facts, context: Context) -> Verdict:
    """Check recycled content against the minima of the placing date (EU-100)."""
    del context
    if facts.placing is None or facts.recycled_shares is None:
        return missing(*absent(facts, "placing", "recycled_shares"))
    found = recycled_content(facts.placing, facts.recycled_shares, register("eu-2023-1542"))
    if found.duty.scope.kind is ScopeKind.UNKNOWN:
        return missing(*found.duty.scope.missing)
    if not found.metals:
        return OUT_OF_SCOPE
    short = [entry.metal for entry in found.metals if entry.outcome is Outcome.FAIL]
    if short:
        return failed(message("below the minimum: {items}", items=tuple(short)))
    silent = [entry.metal for entry in found.metals if entry.outcome is Outcome.NOT_ASSESSABLE]
    if silent:
        return missing(*(f"recycled_shares.{metal}" for metal in silent))
    return PASSED if facts.recycled_method_in_force else missing("recycled_method_in_force")


def recycled_documentation(facts: Facts, context: Context) -> Verdict:
    """Check that recycled content is documented per model, year and plant (EU-101)."""
    del context
    if facts.recycled_documentation in (None, DutyValue.UNDETERMINED):
        return missing("recycled_documentation")
    if facts.recycled_documentation is DutyValue.NOT_YET_DUE:
        return OUT_OF_SCOPE
    if facts.recycled_documented_per is None:
        return missing("recycled_documented_per")
    return met(facts.recycled_documented_per >= {"model", "year", "plant"})


def entry_level_data(facts: Facts, context: Context) -> Verdict:
    """Check the share of ILCD entry-level data (EU-071)."""
    return share_limit(facts, context, fact="entry_level_share", parameter="eu.data.ilcd_el_max")


def share_limit(facts: Facts, context: Context, *, fact: str, parameter: str) -> Verdict:
    """Check that a share does not exceed a parameter; an unverified limit decides nothing."""
    share = getattr(facts, fact)
    if share is None:
        return missing(fact)
    limit = verified_limit(context.book.parameters, parameter, context.on)
    if isinstance(limit, Verdict):
        return limit
    return met(
        share <= limit,
        message("{share} is above the limit {limit}", share=str(share), limit=str(limit)),
    )


FUNCTIONS: Mapping[str, CheckFunction] = {
    "allocation_factor": allocation_factor,
    "recycled_input": recycled_input,
    "share_range": share_range,
    "substitution_once": substitution_once,
    "gate_variants": gate_variants,
    "one_gwp_set": one_gwp_set,
    "sub_totals": sub_totals,
    "company_quality": company_quality,
    "price_ratio": price_ratio,
    "declaration_contents": declaration_contents,
    "below_threshold": below_threshold,
    "class_assigned": class_assigned,
    "recycled_minima": recycled_minima,
    "recycled_documentation": recycled_documentation,
    "entry_level_data": entry_level_data,
}
