"""How each formula of the worked cases is called: case input → named outcomes.

A case of `src/cellprint/rules/**/cases/*.yaml` names a formula; the function of that name here
turns the plain input into typed arguments and the answer into a flat mapping of names to values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cellprint.model.inventory import GwpSet
from cellprint.rules.allocation import (
    Basis,
    CoProduct,
    MethodChoice,
    Price,
    economic_shares,
    mass_shares,
    on_metal_basis,
    price_ratio_choice,
)
from cellprint.rules.battery import Application, Category, PriorLife, VehicleCategory
from cellprint.rules.book import RuleBook, parameter_set, rule_book
from cellprint.rules.category import Design, classified
from cellprint.rules.cff import CircularInputs, CircularResult, circular_footprint, summed
from cellprint.rules.characterisation import Emission, characterised
from cellprint.rules.checks import run_checks
from cellprint.rules.data_quality import Scores, company_data_verdict
from cellprint.rules.dates import add_months
from cellprint.rules.electricity import (
    Claim,
    ClaimKind,
    LedgerEntry,
    criteria,
    electricity_resolver,
    resolve,
)
from cellprint.rules.facts import CircularShare, Facts
from cellprint.rules.functional_unit import (
    UnitAmount,
    UnitFacts,
    implied_energy_density,
    per_unit,
    reference_flow,
)
from cellprint.rules.obligations import Duty, Placing, Register, duty, register
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.pact import PactNumbers, component_identity, uptake_identity
from cellprint.rules.provided import provided_units
from cellprint.rules.published_table import PublishedTable, table_findings, total_at
from cellprint.rules.recycled_content import recycled_content
from cellprint.rules.transport import Leg, load_share, utilisation

Input = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a case lies: id of its book or parameter set, and the day that it is read at."""

    owner: str
    on: date

    @property
    def book(self) -> RuleBook:
        """The rule book of the case."""
        return rule_book(self.owner)


def floats(values: Input) -> dict[str, float]:
    """Return the decimal strings of a mapping as floats."""
    return {name: float(text) for name, text in values.items()}


def circular(name: str, values: Input, **more: float) -> CircularInputs:
    """Return the inputs of the circular footprint formula."""
    known: dict[str, Any] = floats(values) | more
    return CircularInputs(material=name, **known)


def terms(result: CircularResult) -> Answer:
    """Return the grouped terms of a result."""
    return {
        "virgin_input": result.term("virgin_input"),
        "recycled_input": result.term("recycled_input"),
        "credit": result.term("credit"),
        "energy": result.term("energy"),
        "disposal": result.term("disposal"),
        "raw": result.stage("raw_materials"),
        "end_of_life": result.stage("end_of_life"),
        "total": result.total,
    }


def cff(values: Input, place: Place) -> Answer:
    del place
    return terms(circular_footprint(circular("case", values)))


def cff_table(values: Input, place: Place) -> Answer:
    del place
    a = float(values["a"])
    rows = {
        name: circular_footprint(circular(name, row, a=a)) for name, row in values["rows"].items()
    }
    plain = {
        name: circular_footprint(circular(name, {"ev": text}, a=a))
        for name, text in values["plain"].items()
    }
    # The rows without recycling are printed with their disposal inside; only its sum is known.
    disposal = float(values["plain_disposal"])
    answer = terms(summed([*rows.values(), *plain.values()]))
    answer["raw"] -= disposal
    answer["end_of_life"] += disposal
    return answer | {name: row.total for name, row in rows.items()}


def sums(values: Input, place: Place) -> Answer:
    del place
    groups = {name: math.fsum(map(float, row)) for name, row in values["groups"].items()}
    return groups | {"total": math.fsum(groups.values())}


def published_table(values: Input, place: Place) -> Answer:
    del place
    table = PublishedTable(
        rows=[circular(name, row, a=0.5) for name, row in values["rows"].items()],
        printed=floats(values["printed"]),
        unchanged=float(values["unchanged"]),
        printed_total=float(values["printed_total"]),
        table_a=float(values["table_a"]),
        text_a=float(values["text_a"]),
    )
    findings = table_findings(table, where="table", tolerance=float(values["tolerance"]))
    return {
        "finding": " ".join(finding.code for finding in findings),
        "total_at_table_a": total_at(table, a=table.table_a),
        "total_at_text_a": total_at(table, a=table.text_a),
    }


def outputs(values: Input) -> list[CoProduct]:
    """Return the co-products of an allocation case."""
    return [
        CoProduct(
            name=name,
            mass_kg=float(row["mass_kg"]),
            price=Price(per_kg=float(row["price"]), basis=Basis(row["price_basis"])),
            metal_content=float(row["metal_content"]) if "metal_content" in row else None,
        )
        for name, row in values["outputs"].items()
    ]


def allocation(values: Input, place: Place) -> Answer:
    del place
    found = outputs(values)
    if values["method"] == "mass":
        return dict(mass_shares(found))
    if values["method"] == "economic_on_metal":
        return dict(economic_shares([on_metal_basis(product) for product in found]))
    return dict(economic_shares(found, as_published=values.get("as_published", False)))


def price_ratio(values: Input, place: Place) -> Answer:
    choice = price_ratio_choice(
        outputs(values),
        parameter_set(place.owner),
        on=place.on,
        as_published=values.get("as_published", False),
    )
    assert isinstance(choice, MethodChoice)
    return {
        "ratio": choice.price_ratio,
        "method": choice.method,
        "left_out": " ".join(choice.left_out),
    }


def characterised_case(values: Input, place: Place) -> Answer:
    del place
    gwp = GwpSet(id=values["gwp_set"], factors=floats(values["factors"]))
    result = characterised(
        [
            Emission(flow=flow, amount=float(amount), unit=values.get("unit", "kg"))
            for flow, amount in values["emissions"].items()
        ],
        gwp,
    )
    return {"total": result.total} | {str(part): v for part, v in result.parts.items()}


def company_data(values: Input, place: Place) -> Answer:
    verdict = company_data_verdict(Scores(**floats(values)), place.book.parameters, on=place.on)
    return {"outcome": verdict.outcome.value, "rating": verdict.rating}


def load_share_case(values: Input, place: Place) -> Answer:
    del place
    return {"share": load_share(**floats(values))}


def utilisation_case(values: Input, place: Place) -> Answer:
    del place
    legs = [
        Leg(load_t=float(load), payload_t=float(payload), distance_share=float(share))
        for load, payload, share in values["legs"]
    ]
    return {"utilisation": utilisation(legs)}


def stage_shares(values: Input, place: Place) -> Answer:
    del place
    stages = floats(values["stages"])
    total = math.fsum(stages.values())
    return {"total": total} | {stage: value / total for stage, value in stages.items()}


def implied_energy_density_case(values: Input, place: Place) -> Answer:
    del place
    density = implied_energy_density(**{name: Decimal(text) for name, text in values.items()})
    return {"kwh_per_kg": density}


_ENUMS: Mapping[str, Callable[[str], Any]] = {
    "category": Category,
    "vehicle": VehicleCategory,
    "application": Application,
    "prior_life": PriorLife,
}
_TEXTS = {"cycle_test", "cycles_reason", "declared_unit"}
_DATES = {"placed_on_market", "first_placed", "operation_date"}


def typed(name: str, value: Any) -> Any:
    """Return a fact of a case in the type that its field has."""
    if value is None or isinstance(value, bool | int) or name in _TEXTS:
        return value
    if name in _ENUMS:
        return _ENUMS[name](value)
    if name in _DATES:
        return date.fromisoformat(value) if value else None
    if name == "metals":
        return frozenset(value)
    return Decimal(value)


def unit_facts(values: Input) -> UnitFacts:
    """Return the facts of a functional-unit case."""
    known = {field.name for field in fields(UnitFacts)}
    return UnitFacts(**{name: typed(name, v) for name, v in values.items() if name in known})


def provided_units_case(values: Input, place: Place) -> Answer:
    counted = provided_units(place.book, unit_facts(values), on=place.on)
    if isinstance(counted, NotAssessable):
        return {"not_assessable": " ".join(counted.missing)}
    return {"unit": counted.unit.id, "amount": counted.amount}


def declared_value(values: Input, place: Place) -> Answer:
    facts = unit_facts(values)
    counted = provided_units(place.book, facts, on=place.on)
    assert isinstance(counted, UnitAmount)
    assert facts.usable_energy_kwh is not None
    assert facts.mass_kg is not None
    battery = float(values["kgco2e_per_kwh_capacity"]) * float(facts.usable_energy_kwh)
    return {
        "per_battery": battery,
        "value": per_unit(kgco2e_per_battery=battery, provided=counted).kgco2e,
        "reference_flow": reference_flow(mass_kg=facts.mass_kg, provided=counted),
    }


def electricity(values: Input, place: Place) -> Answer:
    resolver = values.get("resolver") or place.book.electricity
    resolution = resolve(
        [
            LedgerEntry(meter=meter, kwh=Fraction(kwh), location=where, period=period)
            for meter, kwh, where, period in values["ledger"]
        ],
        [
            Claim(
                id=name,
                kind=ClaimKind(kind),
                kwh=Fraction(kwh),
                location=where,
                period=period,
                technology=technology,
                evidence=dict.fromkeys(criteria(), True),
            )
            for name, kind, kwh, where, period, technology in values["claims"]
        ],
        electricity_resolver(resolver),
        residual_mixes=values.get("residual", {}),
    )
    answer: Answer = {
        "assessable": resolution.assessable,
        "refused": " ".join(refused.claim for refused in resolution.refused),
    }
    for supply in resolution.supplies:
        key = f"{supply.what}@{supply.location}"
        answer[key] = answer.get(key, Fraction(0)) + supply.kwh
    return answer


def pact(values: Input, place: Place) -> Answer:
    del place
    numbers = PactNumbers(**{name: Decimal(text) for name, text in values.items()})
    return {
        "uptake": uptake_identity(numbers).value,
        "components": component_identity(numbers).value,
    }


_PLAIN_FACTS = {"functional_unit", "recycling_route", "methodology", "cycle_test", "prefecture"}
_FACTS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("total", "mass_kg", "units_provided", "reference_flow"), float),
    **dict.fromkeys(("end_of_life_steps", "parts_reported", "factor_kinds"), frozenset),
    "stages": floats,
    "circular": lambda rows: tuple(circular_share(row) for row in rows),
    "allocation_share_sums": lambda row: tuple(map(float, row)),
    "quality_indicators": lambda row: tuple(map(Decimal, row)),
}


def fact(name: str, value: Any) -> Any:
    """Return a fact of a check case in the type that its field has."""
    if name in _FACTS:
        return _FACTS[name](value)
    if isinstance(value, list):
        return tuple(value)
    return value if name in _PLAIN_FACTS else typed(name, value)


def circular_share(row: Input) -> CircularShare:
    """Return the inputs of one material as facts."""
    known: dict[str, Any] = {
        key: float(value) if isinstance(value, str) and key != "material" else value
        for key, value in row.items()
    }
    return CircularShare(**known)


def checks(values: Input, place: Place) -> Answer:
    facts = Facts(**{name: fact(name, value) for name, value in values.items()})
    return {
        result.id: result.outcome.value for result in run_checks(place.book, facts, on=place.on)
    }


def placing(values: Input) -> Placing:
    """Return the battery of a duty case."""
    known = {field.name for field in fields(Placing)}
    return Placing(**{name: typed(name, v) for name, v in values.items() if name in known})


def acts(place: Place, values: Input) -> Register:
    """Return the register of the case's set with the acts that the case puts in force."""
    found = register(place.owner)
    for act, day in values.get("acts", {}).items():
        found = found.with_act(act, in_force=date.fromisoformat(day), celex="test")
    return found


def told(answer: Duty) -> Answer:
    """Return a duty as named outcomes."""
    return {
        "value": answer.value.value if answer.value else None,
        "applies_from": answer.applies_from,
        "not_before": answer.not_before,
        "scope": answer.scope.kind.value,
        "scope_reference": answer.scope.reference,
        "missing": " ".join(answer.scope.missing),
        "notes": len(answer.notes),
    }


def duty_case(values: Input, place: Place) -> Answer:
    found = acts(place, values)
    return told(duty(found.cell(values["cell"]), placing(values), found))


def add_months_case(values: Input, place: Place) -> Answer:
    del place
    return {"day": add_months(date.fromisoformat(values["start"]), values["months"])}


def recycled_content_case(values: Input, place: Place) -> Answer:
    shares = {metal: Decimal(text) for metal, text in values["shares"].items()}
    found = recycled_content(placing(values), shares, acts(place, values))
    return told(found.duty) | {entry.metal: entry.outcome.value for entry in found.metals}


def category(values: Input, place: Place) -> Answer:
    del place
    found = classified(Design(**{name: typed(name, v) for name, v in values.items()}))
    if isinstance(found, NotAssessable):
        return {"chosen": "not_assessable"}
    return {"chosen": found.chosen.value if found.chosen else "none"}


FORMULAS: Mapping[str, Callable[[Input, Place], Answer]] = {
    "cff": cff,
    "cff_table": cff_table,
    "sums": sums,
    "published_table": published_table,
    "allocation": allocation,
    "price_ratio": price_ratio,
    "characterised": characterised_case,
    "company_data": company_data,
    "load_share": load_share_case,
    "utilisation": utilisation_case,
    "stage_shares": stage_shares,
    "implied_energy_density": implied_energy_density_case,
    "provided_units": provided_units_case,
    "declared_value": declared_value,
    "electricity": electricity,
    "pact": pact,
    "checks": checks,
    "duty": duty_case,
    "add_months": add_months_case,
    "recycled_content": recycled_content_case,
    "category": category,
}
