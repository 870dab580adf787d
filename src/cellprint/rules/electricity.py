"""Electricity: one ledger, many resolvers; each kWh is counted once and each claim at most once.

A claim that misses any criterion falls through as a whole; it never half-counts. A claim that
covers less than the consumption it may serve is spread over it by kWh, so that no process is
made green by the order of a list.

Source: Recommendation (EU) 2021/2279, Annex I, section on electricity use; draft delegated act of
29 April 2024, 2.4.1; GHG Protocol Scope 2 Guidance (2015); the resolver records cite their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from cellprint.errors import BadInputError
from cellprint.rules.electricity_data import (
    Claim,
    ClaimKind,
    ClaimStep,
    Criterion,
    FactorKind,
    Fallback,
    LedgerEntry,
    RefusedClaim,
    Resolution,
    Resolver,
    Supply,
    criteria,
    electricity_resolver,
    resolvers,
)
from cellprint.rules.messages import Message, message
from cellprint.rules.outcome import Flag

__all__ = [
    "Claim",
    "ClaimKind",
    "Criterion",
    "Fallback",
    "LedgerEntry",
    "RefusedClaim",
    "Resolution",
    "Resolver",
    "Supply",
    "criteria",
    "electricity_resolver",
    "require_factor_kind",
    "require_one_kind",
    "resolve",
    "resolvers",
]

_RESIDUAL = (Fallback.RESIDUAL_COUNTRY, Fallback.RESIDUAL_REGION)


def resolve(
    consumption: Sequence[LedgerEntry],
    claims: Sequence[Claim],
    resolver: Resolver,
    *,
    residual_mixes: Mapping[str, str] | None = None,
    options: frozenset[str] = frozenset(),
    spent_units: frozenset[str] = frozenset(),
) -> Resolution:
    """Return what each metered kWh is to be counted as under `resolver`.

    Args:
        consumption: metered electricity [kWh].
        claims: contracts, certificates and own devices; tried step by step, in their order.
        resolver: the rule.
        residual_mixes: country → place whose residual mix is published for it (the country itself
            or a wider region); countries without entry have none.
        options: ids of options that the user chose (`direct_line_unsold`).
        spent_units: units (certificates …) that another product has already claimed.

    Returns:
        Supplies whose kWh sum exactly to the metered kWh, refused claims, unused kWh, flags.

    Raises:
        CP-RULE-021: an energy is negative.
        CP-RULE-022: two claims have the same id.
    """
    _require_sound(consumption, claims)
    run = _Run(
        resolver=resolver,
        residual_mixes=residual_mixes or {},
        left=[entry.kwh for entry in consumption],
        entries=consumption,
        spent=set(spent_units),
    )
    for claim in _in_order(claims, resolver):
        run.take(claim, options)
    run.give_rest()
    return Resolution(
        resolver=resolver.id,
        supplies=tuple(run.supplies),
        refused=tuple(run.refused),
        unused=run.unused,
        flags=tuple(run.flags.values()),
        assessable=run.assessable,
    )


def require_factor_kind(resolver: Resolver, *, wanted: FactorKind = "life_cycle") -> None:
    """Raise when a resolver asks for another kind of factor than a footprint may hold.

    Raises:
        CP-RULE-023: direct (corporate account) factors in a product footprint, or the reverse.

    References:
        Chinese electricity factors: direct and life-cycle kinds never meet in one footprint.
    """
    if resolver.factor_kind != wanted:
        raise BadInputError.of(
            "CP-RULE-023", where=resolver.id, found=resolver.factor_kind, wanted=wanted
        )


def require_one_kind(kinds: Iterable[str]) -> None:
    """Raise when life-cycle and direct factors meet in one footprint; there is no override.

    Args:
        kinds: kind of each factor used (`life_cycle…`, `direct…`, `residual_like` …).

    Raises:
        CP-RULE-024: more than life-cycle kinds is present.
    """
    found = sorted(set(kinds))
    if any(not kind.startswith("life_cycle") for kind in found):
        raise BadInputError.of("CP-RULE-024", where="electricity", kinds=", ".join(found))


@dataclass(slots=True, kw_only=True)
class _Run:
    """State of one call of `resolve`: what is left to supply, and what came out so far."""

    resolver: Resolver
    residual_mixes: Mapping[str, str]
    left: list[Fraction]
    entries: Sequence[LedgerEntry]
    spent: set[str]
    supplies: list[Supply] = field(default_factory=list)
    refused: list[RefusedClaim] = field(default_factory=list)
    unused: dict[str, Fraction] = field(default_factory=dict)
    flags: dict[str, Flag] = field(default_factory=dict)
    assessable: bool = True

    def take(self, claim: Claim, options: frozenset[str]) -> None:
        """Count `claim` for the consumption it may serve, or record why it is refused."""
        eligible = [i for i, entry in enumerate(self.entries) if _serves(claim, entry)]
        refusal = _refusal(claim, self.resolver, options, self.spent, served=bool(eligible))
        if refusal is not None:
            self.refused.append(refusal)
            return
        self.spent.update(claim.units)
        available = sum((self.left[i] for i in eligible), Fraction(0))
        taken = min(claim.kwh, available)
        if claim.kwh > taken:
            self.unused[claim.id] = claim.kwh - taken
        for i in eligible if taken else ():
            share = taken * self.left[i] / available
            self.left[i] -= share
            if share:
                self.supplies.append(self._by_contract(claim, self.entries[i], share))

    def give_rest(self) -> None:
        """Count what no claim covers by the fallback of the resolver."""
        if self.resolver.rule_open:
            self.assessable = False
            self._flag(
                "rule_open",
                message(
                    "option, not rule: the electricity rule of {resolver} is not known",
                    resolver=self.resolver.name,
                ),
            )
        for entry, kwh in zip(self.entries, self.left, strict=True):
            if kwh:
                self.supplies.append(self._by_fallback(entry, kwh))

    def _by_contract(self, claim: Claim, entry: LedgerEntry, kwh: Fraction) -> Supply:
        delivery: Literal["grid", "behind_meter"] = (
            "behind_meter" if claim.kind.is_physical else "grid"
        )
        return Supply(
            meter=entry.meter,
            kwh=kwh,
            what=f"contract:{claim.id}",
            location=claim.location,
            period=entry.period,
            claim=claim.id,
            technology=claim.technology,
            delivery=delivery,
            factor_kind=self.resolver.factor_kind,
            product=entry.product,
        )

    def _by_fallback(self, entry: LedgerEntry, kwh: Fraction) -> Supply:
        what, location = self._fallback(entry)
        return Supply(
            meter=entry.meter,
            kwh=kwh,
            what=what,
            location=location,
            period=entry.period,
            factor_kind=self.resolver.factor_kind,
            product=entry.product,
        )

    def _fallback(self, entry: LedgerEntry) -> tuple[str, str]:
        residual = self.residual_mixes.get(entry.country, "")
        for choice in self.resolver.fallback:
            if choice in _RESIDUAL:
                is_own = residual == entry.country
                if residual and is_own == (choice is Fallback.RESIDUAL_COUNTRY):
                    return "residual", residual
                continue
            if choice in self.resolver.warn_on:
                self._flag_average()
            self._flag_missing_residual()
            if choice is Fallback.REGIONAL_AVERAGE:
                return choice.value, entry.location
            return choice.value, entry.country
        self._flag_missing_residual()
        self.assessable = False
        return Fallback.COUNTRY_AVERAGE.value, entry.country

    def _flag_missing_residual(self) -> None:
        if any(choice in _RESIDUAL for choice in self.resolver.fallback):
            self._flag(
                "residual_missing",
                message(
                    "{resolver} asks for a residual mix; none of life-cycle kind is published for "
                    "the place, so the average mix stands in",
                    resolver=self.resolver.name,
                ),
            )

    def _flag_average(self) -> None:
        self._flag(
            "average_in_market_method",
            message(
                "{resolver} falls back on the average mix, which also holds what others have "
                "contracted",
                resolver=self.resolver.name,
            ),
        )

    def _flag(self, flag_id: str, text: Message) -> None:
        self.flags.setdefault(flag_id, Flag(id=flag_id, text=text))


def _in_order(claims: Sequence[Claim], resolver: Resolver) -> list[Claim]:
    """Return `claims` in the order of the resolver's steps, own order kept inside a step."""
    rank = {kind: n for n, step in enumerate(resolver.claims) for kind in step.kinds}
    return sorted(claims, key=lambda claim: rank.get(claim.kind, len(rank)))


def _serves(claim: Claim, entry: LedgerEntry) -> bool:
    """Return whether `claim` may serve the meter and period of `entry`."""
    is_bound_elsewhere = bool(claim.meters) and entry.meter not in claim.meters
    return not is_bound_elsewhere and periods_match(claim.period, entry.period)


def periods_match(first: str, second: str) -> bool:
    """Return whether two periods are equal or one contains the other.

    >>> periods_match("2024", "2024-03"), periods_match("2024-02", "2024-03")
    (True, False)
    """
    short, long = sorted((first, second), key=len)
    return long == short or long.startswith(f"{short}-")


def _refusal(
    claim: Claim, resolver: Resolver, options: frozenset[str], spent: set[str], *, served: bool
) -> RefusedClaim | None:
    """Return why `claim` does not count, or None when it does."""
    step = next((step for step in resolver.claims if claim.kind in step.kinds), None)
    if step is None:
        return RefusedClaim(claim=claim.id, criterion="kind", reason="kind_not_recognised")
    if step.option and step.option not in options:
        return RefusedClaim(claim=claim.id, criterion=step.option, reason="option_off")
    failing = _failing_criterion(claim, step)
    if failing is not None:
        return failing
    if spent.intersection(claim.units):
        return RefusedClaim(
            claim=claim.id, criterion="single_cancellation", reason="unit_claimed_twice"
        )
    if not served:
        return RefusedClaim(claim=claim.id, criterion="period_match", reason="no_matching_meter")
    return None


def _failing_criterion(claim: Claim, step: ClaimStep) -> RefusedClaim | None:
    for criterion in step.criteria:
        met = claim.evidence.get(criterion)
        if met is not True:
            reason = "not_met" if met is False else "evidence_missing"
            return RefusedClaim(claim=claim.id, criterion=criterion, reason=reason)
    return None


def _require_sound(consumption: Sequence[LedgerEntry], claims: Sequence[Claim]) -> None:
    for name, kwh in (
        *((entry.meter, entry.kwh) for entry in consumption),
        *((claim.id, claim.kwh) for claim in claims),
    ):
        if kwh < 0:
            raise BadInputError.of("CP-RULE-021", where=name, found=str(kwh))
    for claim_id, count in Counter(claim.id for claim in claims).items():
        if count > 1:
            raise BadInputError.of("CP-RULE-022", where=claim_id, claim=claim_id)
