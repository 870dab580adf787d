"""Checks of the Chinese rules: notice 551, electricity factors, certificates, codes, norms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from cellprint.rules.battery import Category
from cellprint.rules.book import parameter_set
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
    none_of,
    unassessable,
    verified_limit,
)
from cellprint.rules.facts import Facts
from cellprint.rules.messages import message
from cellprint.rules.outcome import NotAssessable, Outcome
from cellprint.rules.parameters import ParameterStatus

_551 = "cn-miit-551-2025"
_LAW = "cn-law"
# Norm rows that are upper limits (exclusive); every other row is a minimum (inclusive).
_UPPER_LIMITS = frozenset({"cn.rec2024.al", "cn.rec2024.cu", "cn.rec2024.energy"})
_FINAL = (ParameterStatus.OFFICIAL, ParameterStatus.PUBLISHED)
_OPEN_CODES = ("ambiguous", "unknown_year")
_RELEASABLE = frozenset({"general"})


def traction_scope(facts: Facts, context: Context) -> Verdict:
    """Check that the pack is a traction battery above 2 kWh rated (CN-001)."""
    if facts.category is None or facts.rated_energy_kwh is None:
        return missing(*absent(facts, "category", "rated_energy_kwh"))
    limit = verified_limit(parameter_set(_551), "cn.551.min_energy_exclusive", context.on)
    if isinstance(limit, Verdict):
        return limit
    covered = facts.category is Category.EV and facts.rated_energy_kwh > limit
    return PASSED if covered else OUT_OF_SCOPE


def trial_models(facts: Facts, context: Context) -> Verdict:
    """Check at least 5 models and every chemistry in the trial (CN-002)."""
    wanted = verified_limit(parameter_set(_551), "cn.551.trial_models_min", context.on)
    if isinstance(wanted, Verdict):
        return OUT_OF_SCOPE
    if facts.models_declared is None or facts.chemistries_declared is None:
        return missing(*absent(facts, "models_declared", "chemistries_declared"))
    return met(facts.models_declared >= wanted and facts.chemistries_declared)


def all_models(facts: Facts, context: Context) -> Verdict:
    """Check that every model is declared and verified from 2027 (CN-003)."""
    rule = parameter_set(_551).history("cn.551.all_models")
    if not any(value.holds_on(context.on) for value in rule):
        return OUT_OF_SCOPE
    undeclared = none_of(facts.models_without_declaration, "models_without_declaration")
    if undeclared != PASSED:
        return undeclared
    return PASSED if facts.verifier_statement else missing("verifier_statement")


def cycle_test(facts: Facts, context: Context) -> Verdict:
    """Check that the energy over life is backed by the named cycle test (CN-011)."""
    if facts.cycle_test is None:
        return missing("cycle_test")
    wanted = parameter_set(_551).valid_at("cn.551.cycle_life_test", context.on)
    if isinstance(wanted, NotAssessable):
        return unassessable(wanted)
    return met(
        facts.cycle_test == wanted.value, message("found: {items}", items=(facts.cycle_test,))
    )


def green_power_rule(facts: Facts, context: Context) -> Verdict:
    """Say that the green-power rule of 551 is not known (CN-020)."""
    del facts
    rule = parameter_set(_551).valid_at("cn.551.green_power_rule", context.on)
    if isinstance(rule, NotAssessable):
        return unassessable(rule)
    return Verdict(
        outcome=Outcome.NOT_ASSESSABLE,
        details=(message("the value of {parameter} is not known", parameter=rule.label),),
        missing=(rule.id,),
    )


def inner_mongolia(facts: Facts, context: Context) -> Verdict:
    """Check that Inner Mongolia is split by prefecture (CN-033)."""
    del context
    if facts.in_inner_mongolia is None:
        return missing("in_inner_mongolia")
    if not facts.in_inner_mongolia or facts.prefecture:
        return PASSED
    return met(False) if facts.region_factor_used else missing("prefecture")  # noqa: FBT003  (fails)


def certificates(facts: Facts, context: Context) -> Verdict:
    """Check status, type and expiry of the certificates that count (CN-040)."""
    del context
    void = none_of(facts.certificates_void, "certificates_void")
    if void != PASSED:
        return void
    return PASSED if facts.registry_extract else missing("registry_extract")


def one_claim_per_unit(facts: Facts, context: Context) -> Verdict:
    """Check one claim per MWh over all registries (CN-041)."""
    del context
    twice = none_of(facts.units_claimed_twice, "units_claimed_twice")
    if twice != PASSED:
        return twice
    return PASSED if facts.other_registries_declared else missing("other_registries_declared")


def direct_supply(facts: Facts, context: Context) -> Verdict:
    """Check that at least 60 % of a direct supply is self-used (CN-043)."""
    if facts.direct_supply_self_use is None:
        return missing("direct_supply_self_use")
    wanted = verified_limit(parameter_set(_LAW), "cn.direct_supply.self_use_min", context.on)
    if isinstance(wanted, Verdict):
        return wanted
    return met(facts.direct_supply_self_use >= wanted)


def fuel_tables(facts: Facts, context: Context) -> Verdict:
    """Check that the fuel table is recorded and LNG has a measured heat value (CN-045)."""
    del context
    if facts.fuel_table_recorded is None or facts.gas_liquid_default_used is None:
        return missing(*absent(facts, "fuel_table_recorded", "gas_liquid_default_used"))
    return met(facts.fuel_table_recorded and not facts.gas_liquid_default_used)


def battery_code(facts: Facts, context: Context) -> Verdict:
    """Check that the battery code parses and decodes (CN-050)."""
    del context
    if facts.battery_code is None or facts.battery_code in _OPEN_CODES:
        return missing("battery_code")
    return met(
        facts.battery_code == "valid", message("found: {items}", items=(facts.battery_code,))
    )


def upload_deadlines(facts: Facts, context: Context) -> Verdict:
    """Check that events were uploaded within the deadline of their day (CN-060)."""
    del context
    if facts.trace_events is None:
        return missing("trace_events")
    late, unknown = [], []
    for event in facts.trace_events:
        limit = parameter_set(_LAW).number_at(f"cn.trace.deadline.{event.kind}", event.day)
        if isinstance(limit, NotAssessable):
            unknown.append(event.kind)
        elif event.working_days > limit:
            late.append(event.kind)
    if late:
        return failed(message("found: {items}", items=tuple(late)))
    return missing(*(f"cn.trace.deadline.{kind}" for kind in unknown)) if unknown else PASSED


def norm_rows(facts: Facts, context: Context) -> Verdict:
    """Check indicators against final norm rows; no other row decides anything (CN-070)."""
    if not facts.norm_values:
        return missing("norm_values")
    short, undecided = [], []
    for row, value in facts.norm_values.items():
        limit = _final_row(row, context.on)
        if limit is None:
            undecided.append(row)
        elif not (value < limit if row in _UPPER_LIMITS else value >= limit):
            short.append(row)
    if short:
        return failed(message("found: {items}", items=tuple(short)))
    return missing(*undecided) if undecided else PASSED


def _final_row(row: str, on: date) -> Decimal | None:
    """Return the limit of a norm row, None unless it is final, valid and known."""
    limit = parameter_set(_LAW).valid_at(row, on)
    if isinstance(limit, NotAssessable) or limit.status not in _FINAL:
        return None
    number = limit.number()
    return None if isinstance(number, NotAssessable) else number


def field_classes(facts: Facts, context: Context) -> Verdict:
    """Check that no field above the class general leaves the country (CN-080)."""
    del context
    if facts.field_classes is None:
        return missing("field_classes")
    above = sorted(facts.field_classes - _RELEASABLE)
    return met(not above, message("found: {items}", items=tuple(above)))


def current_rule(facts: Facts, context: Context) -> Verdict:
    """Check that the product rule is not superseded (CN-090)."""
    del context
    if facts.superseded_by is None:
        return missing("superseded_by")
    return met(not facts.superseded_by, message("superseded by {cell}", cell=facts.superseded_by))


FUNCTIONS: Mapping[str, CheckFunction] = {
    "traction_scope": traction_scope,
    "trial_models": trial_models,
    "all_models": all_models,
    "cycle_test": cycle_test,
    "green_power_rule": green_power_rule,
    "inner_mongolia": inner_mongolia,
    "certificates": certificates,
    "one_claim_per_unit": one_claim_per_unit,
    "direct_supply": direct_supply,
    "fuel_tables": fuel_tables,
    "battery_code": battery_code,
    "upload_deadlines": upload_deadlines,
    "norm_rows": norm_rows,
    "field_classes": field_classes,
    "current_rule": current_rule,
}
