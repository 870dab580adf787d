"""Checks EU-030 to EU-045 and EU-110, EU-111: data, cut-off and electricity."""

from __future__ import annotations

import math
from collections.abc import Mapping

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
)
from cellprint.rules.cut_off import cut_off_verdicts, worst
from cellprint.rules.facts import Facts
from cellprint.rules.messages import message
from cellprint.rules.outcome import Outcome

# Annex II(5): activity data of these components have to be company-specific.
MANDATORY_COMPONENTS = ("anode", "cathode", "electrolyte", "separator", "casing")
_BALANCE = 1e-6


def company_specific(facts: Facts, context: Context) -> Verdict:
    """Check that activity data of the five components are company-specific (EU-030)."""
    del context
    origins = facts.company_specific
    if origins is None:
        return missing("company_specific")
    others = [
        name for name in MANDATORY_COMPONENTS if origins.get(name) not in (None, "company_specific")
    ]
    if others:
        return failed(message("not company-specific: {names}", names=tuple(others)))
    unknown = [name for name in MANDATORY_COMPONENTS if origins.get(name) is None]
    return missing(*(f"company_specific.{name}" for name in unknown)) if unknown else PASSED


def one_plant_one_model(facts: Facts, context: Context) -> Verdict:
    """Check that data are of one plant and one model (EU-031)."""
    del context
    lacking = [name for name in ("plants", "models") if not getattr(facts, name)]
    if lacking:
        return missing(*lacking)
    return met(len(facts.plants or ()) == 1 and len(facts.models or ()) == 1)


def secondary_compliance(facts: Facts, context: Context) -> Verdict:
    """Check compliance entry and licence of secondary data (EU-033)."""
    del context
    if facts.secondary_data is None:
        return missing("secondary_data")
    claimed = [d.name for d in facts.secondary_data if d.compliance == "EF" and not d.entry]
    if claimed:
        return failed(message("claimed as EF-compliant without entry: {names}", names=claimed))
    unknown = [d.name for d in facts.secondary_data if d.compliance is None or not d.licence]
    return missing(*(f"secondary_data.{name}" for name in unknown)) if unknown else PASSED


def recalculated(facts: Facts, context: Context) -> Verdict:
    """Check that the declaration is not older than the last change (EU-034)."""
    del context
    if not facts.change_log:
        return missing("change_log")
    if facts.declared_on is None:
        return missing("declared_on")
    if facts.last_change is None:
        return PASSED
    return met(facts.declared_on >= facts.last_change)


def cut_off(facts: Facts, context: Context) -> Verdict:
    """Check what is left out against the policies of the book (EU-035)."""
    if facts.left_out is None:
        return missing("left_out")
    verdicts = cut_off_verdicts(context.book, facts.left_out, on=context.on)
    reasons = tuple(reason for verdict in verdicts for reason in verdict.reasons)
    return Verdict(outcome=worst(verdicts), details=reasons)


def all_resolvers(facts: Facts, context: Context) -> Verdict:
    """Check that every resolver of the book was run (EU-040)."""
    if facts.resolvers_run is None or facts.grid_factor_missing is None:
        return missing(*absent(facts, "resolvers_run", "grid_factor_missing"))
    if facts.grid_factor_missing:
        return Verdict(
            outcome=Outcome.NOT_ASSESSABLE, details=(message("a grid factor is missing"),)
        )
    left = [r for r in context.book.electricity_reported if r not in facts.resolvers_run]
    return met(not left, message("not run: {names}", names=tuple(left)))


def claims_evidenced(facts: Facts, context: Context) -> Verdict:
    """Check that no claim counts that misses a criterion (EU-041)."""
    del context
    counted = none_of(facts.claims_counted_failing, "claims_counted_failing")
    if counted != PASSED:
        return counted
    if facts.claims_evidence_missing is None:
        return missing("claims_evidence_missing")
    return missing(*facts.claims_evidence_missing) if facts.claims_evidence_missing else PASSED


def claims_once(facts: Facts, context: Context) -> Verdict:
    """Check that claims stay within the metered energy and each unit counts once (EU-042)."""
    del context
    if facts.metered_kwh is None or facts.claimed_kwh is None:
        return missing(*absent(facts, "metered_kwh", "claimed_kwh"))
    if facts.claimed_kwh > facts.metered_kwh:
        return failed(
            message(
                "claims of {claimed} kWh exceed {limit} kWh",
                claimed=str(facts.claimed_kwh),
                limit=str(facts.metered_kwh),
            )
        )
    return none_of(facts.units_claimed_twice, "units_claimed_twice")


def claims_within_generation(facts: Facts, context: Context) -> Verdict:
    """Check that claims stay within metered and generated energy (CN-042)."""
    within = claims_once(facts, context)
    if within != PASSED:
        return within
    if facts.generated_kwh is None or facts.claimed_kwh is None:
        return missing("generated_kwh")
    return met(
        facts.claimed_kwh <= facts.generated_kwh,
        message(
            "claims of {claimed} kWh exceed {limit} kWh",
            claimed=str(facts.claimed_kwh),
            limit=str(facts.generated_kwh),
        ),
    )


def no_contract_in_average(facts: Facts, context: Context) -> Verdict:
    """Check that certificates and PPAs count nothing where they are not recognised (EU-043)."""
    del context
    if facts.contract_kwh_in_average_result is None:
        return missing("contract_kwh_in_average_result")
    return met(facts.contract_kwh_in_average_result == 0)


def one_factor_kind(facts: Facts, context: Context) -> Verdict:
    """Check that only life-cycle factors are used (EU-045, CN-031)."""
    del context
    if not facts.factor_kinds:
        return missing("factor_kinds")
    others = sorted(kind for kind in facts.factor_kinds if not kind.startswith("life_cycle"))
    return met(not others, message("found: {items}", items=tuple(others)))


def evidence_kept(facts: Facts, context: Context) -> Verdict:
    """Check that every input has evidence and that it is kept long enough (EU-110)."""
    lacking = absent(facts, "inputs_without_evidence", "retention_years")
    if facts.inputs_without_evidence is None or facts.retention_years is None:
        return failed(message("not stated: {names}", names=lacking))
    if facts.inputs_without_evidence:
        return failed(message("found: {items}", items=facts.inputs_without_evidence))
    wanted = verified_limit(context.book.parameters, "eu.evidence.retention", context.on)
    if isinstance(wanted, Verdict):
        return wanted
    return met(facts.retention_years >= wanted)


def plant_balance(facts: Facts, context: Context) -> Verdict:
    """Check that plant totals equal the sum over products (EU-111)."""
    del context
    if not facts.plant_totals:
        return missing("plant_totals")
    open_balances = [
        entry.quantity
        for entry in facts.plant_totals
        if not math.isclose(entry.plant, entry.products, rel_tol=_BALANCE)
    ]
    return met(not open_balances, message("found: {items}", items=tuple(open_balances)))


FUNCTIONS: Mapping[str, CheckFunction] = {
    "company_specific": company_specific,
    "one_plant_one_model": one_plant_one_model,
    "secondary_compliance": secondary_compliance,
    "recalculated": recalculated,
    "cut_off": cut_off,
    "all_resolvers": all_resolvers,
    "claims_evidenced": claims_evidenced,
    "claims_once": claims_once,
    "claims_within_generation": claims_within_generation,
    "no_contract_in_average": no_contract_in_average,
    "one_factor_kind": one_factor_kind,
    "evidence_kept": evidence_kept,
    "plant_balance": plant_balance,
}
