"""Carbon of carbonates and fuels leaves as carbon dioxide, and is counted once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cellprint.catalogue.lint.contents import fractions
from cellprint.catalogue.lint.finding import LintFinding, digits, where
from cellprint.catalogue.lint.rules import Carrier, LintRules
from cellprint.catalogue.lint.view import LintView
from cellprint.errors import Finding
from cellprint.errors.tree import Severity
from cellprint.model.inventory import Process, ProcessKind, Role

CHECK = "carbon_balance"
# kg CO2 per kg of carbon and of the gases that hold it; molar masses from STOICH.
CO2_PER_CARBON = 44.009 / 12.011
_GASES = {
    **dict.fromkeys(("co2_fossil", "co2_geogenic"), 1.0),
    "ch4_fossil": 44.009 / 16.043,
    "co_fossil": 44.009 / 28.010,
}
_CARBON_DIOXIDE = "carbon_dioxide_liquid"
_CARBONATE = "CO3"
_ROUNDING = 0.005
_KINDS = ("fuel", "feed", "stone", "soluble", "binder", "burned")
_SOURCES = {"fuel", "feed", "stone", "soluble"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Carbon:
    """Carbon of a process as kg CO2 per unit of its product.

    `sums` is by kind of carrier. Product and by-products keep `kept` as carbon or in organic
    compounds, which comes from fuels, and `carbonate` as carbonate.
    """

    sums: Mapping[str, float]
    kept: float
    carbonate: float
    emitted: float
    dioxide: float
    names: tuple[str, ...]

    @property
    def carbonates(self) -> float:
        """Carbon of rock and of carbonate salts that lime does not bind."""
        return self.sums["stone"] + max(0.0, self.sums["soluble"] - self.sums["binder"])

    @property
    def burnt(self) -> float:
        """Carbon of fuels, reductants and treated feeds."""
        return self.sums["fuel"] + self.sums["feed"]

    @property
    def expected(self) -> float:
        """Carbon dioxide that should leave."""
        return max(0.0, self.burnt - self.kept) + self.carbonates - self.carbonate


def carbon_balance(view: LintView, rules: LintRules) -> Iterator[LintFinding]:
    """Yield findings where carbon enters a unit process and does not leave it, or leaves twice.

    Expected is the carbon of fuels and carbonates less what products keep and lime binds. Less than
    the share `carbon_share` of it is a warning, less than `carbon_error` an error.

    Returns:
        CP-LINT-009 (carbonate in, no CO2 out), CP-LINT-010 (fuel in, no CO2 out), CP-LINT-011
        (CO2 of a fuel counted twice), CP-LINT-043 (more carbonate leaves than enters).
    """
    carriers = _carriers(rules)
    for process in view.checked:
        if process.kind is ProcessKind.UNIT:
            carbon = _carbon_of(view, rules, process, carriers)
            yield from _missing(process, carbon, rules, carriers)
            yield from _twice(process, carbon, rules)
            yield from _uncarbonated(view, process, carriers)


def carbon_of(view: LintView, rules: LintRules, process: Process) -> Carbon:
    """Return where the carbon of a process comes from and where it goes."""
    return _carbon_of(view, rules, process, _carriers(rules))


def _carriers(rules: LintRules) -> dict[str, Carrier]:
    return {carrier.flow: carrier for carrier in rules.carriers}


def _carbon_of(
    view: LintView, rules: LintRules, process: Process, carriers: Mapping[str, Carrier]
) -> Carbon:
    product = fractions(view, rules, process.flow)
    sums = dict.fromkeys(_KINDS, 0.0)
    names: list[str] = []
    outputs = {process.flow: 1.0}
    own = carriers.get(process.flow)
    if own is not None and own.kind == "feed" and own.route in {"", process.route}:
        sums["feed"] = own.co2
        names.append(own.flow)
    for line in view.lines[process.id]:
        carrier = carriers.get(line.flow)
        if line.amount is None:
            continue
        if line.role is Role.BYPRODUCT:
            outputs[line.flow] = outputs.get(line.flow, 0.0) + line.amount
        elif line.role is Role.INPUT and carrier is not None and carrier.kind in sums:
            if carrier.into and carrier.into not in product:
                continue
            sums[carrier.kind] += line.amount * carrier.co2
            names += [line.flow] if carrier.kind in _SOURCES else []
    return Carbon(
        sums=sums,
        kept=sum(a * _carbon_in(view, rules, flow, carriers) for flow, a in outputs.items()),
        carbonate=sum(a * _carbonate_in(view, flow, carriers) for flow, a in outputs.items()),
        emitted=_emitted(view, process, _GASES),
        dioxide=_emitted(view, process, {"co2_fossil": 1.0}),
        names=tuple(dict.fromkeys(names)),
    )


def _carbon_in(
    view: LintView, rules: LintRules, flow: str, carriers: Mapping[str, Carrier]
) -> float:
    """Return the carbon that a product keeps other than as carbonate, as kg CO2 per unit."""
    carrier = carriers.get(flow)
    if carrier is not None and carrier.kind in {"fuel", "product"}:
        return carrier.co2
    if _carbonate_in(view, flow, carriers):
        return 0.0
    return fractions(view, rules, flow).get("C", 0.0) * CO2_PER_CARBON


def _emitted(view: LintView, process: Process, gases: Mapping[str, float]) -> float:
    return sum(
        gases.get(line.flow, 0.0) * line.amount
        for line in view.lines[process.id]
        if line.role is Role.EMISSION and line.amount is not None
    )


def _missing(
    process: Process, carbon: Carbon, rules: LintRules, carriers: Mapping[str, Carrier]
) -> Iterator[LintFinding]:
    share = carbon.emitted / carbon.expected if carbon.expected > 0 else 1.0
    missing = carbon.expected - carbon.emitted
    limits = rules.tolerances
    if missing <= limits["carbon_floor"] or share >= limits["carbon_share"]:
        return
    flow = carbon.names[0]
    details = {
        "flow": ", ".join(carbon.names),
        "found": digits(carbon.emitted),
        "expected": digits(carbon.expected),
    }
    code = "CP-LINT-009" if carbon.carbonates >= carbon.burnt else "CP-LINT-010"
    severity: Severity = "error" if share < limits["carbon_error"] else "warning"
    yield _finding(code, process, flow, details, carriers[flow].cite(), severity)


def _twice(process: Process, carbon: Carbon, rules: LintRules) -> Iterator[LintFinding]:
    """Yield a finding when a process with burned fuels emits just their carbon dioxide again."""
    burned = carbon.sums["burned"]
    if not burned or carbon.names:
        return
    if abs(carbon.dioxide / burned - 1.0) <= rules.tolerances["twice"]:
        details = {"found": digits(carbon.dioxide), "expected": "0"}
        yield _finding("CP-LINT-011", process, "co2_fossil", details, "IPCC2006_V2C2", "error")


def _uncarbonated(
    view: LintView, process: Process, carriers: Mapping[str, Carrier]
) -> Iterator[LintFinding]:
    """Yield a finding when a carbonate is made from less carbonate than it holds.

    Judged only where carbonate enters at all: elsewhere carbon dioxide of a gas may be bound.
    """
    kept = _carbonate_in(view, process.flow, carriers)
    brought = sum(
        line.amount * _carbonate_in(view, line.flow, carriers)
        for line in view.lines[process.id]
        if line.role is Role.INPUT and line.amount is not None
    )
    if 0 < brought < kept * (1 - _ROUNDING):
        details = {"found": digits(brought), "expected": digits(kept)}
        yield _finding("CP-LINT-043", process, process.flow, details, "STOICH", "error")


def _carbonate_in(view: LintView, flow: str, carriers: Mapping[str, Carrier]) -> float:
    """Return the carbonate of a flow as kg CO2 per unit."""
    carrier = carriers.get(flow)
    if carrier is not None and carrier.kind in {"stone", "soluble"}:
        return carrier.co2
    if flow == _CARBON_DIOXIDE:
        return 1.0
    known = view.flows.get(flow)
    composition = view.compositions.get(known.composition) if known else None
    if composition is None or _CARBONATE not in composition.formula:
        return 0.0
    return composition.fractions.get("C", 0.0) * CO2_PER_CARBON


def _finding(
    code: str,
    process: Process,
    flow: str,
    details: dict[str, str],
    rule: str,
    severity: Severity,
) -> LintFinding:
    return LintFinding(
        check=CHECK,
        subject=process.id,
        about=flow,
        finding=Finding(
            code=code,
            where=where(process.id, flow),
            details=details,
            rule=rule,
            severity=severity,
        ),
    )
