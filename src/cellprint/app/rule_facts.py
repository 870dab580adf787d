"""What a computed study tells the checks of a rule book. What it does not know stays None."""

from __future__ import annotations

from decimal import Decimal

from cellprint.app.allocating import product_shares
from cellprint.app.compute import Computation
from cellprint.app.counting import unit_facts
from cellprint.app.method_document import climate_parts, left_out
from cellprint.app.tree import link_value
from cellprint.model.inventory import Status
from cellprint.model.study import Study
from cellprint.model.system import LinkKind
from cellprint.rules.characterisation import PARTS
from cellprint.rules.electricity import RefusedClaim, Resolution
from cellprint.rules.facts import CircularShare, Facts, SecondaryData
from cellprint.rules.obligations import Placing
from cellprint.rules.parameters import ParameterStatus

# Components that Annex II(5) asks company-specific activity data for, by words of product ids.
_COMPONENTS = {
    "anode": ("graphite", "anode", "hard_carbon"),
    "cathode": ("cathode",),
    "electrolyte": ("electrolyte",),
    "separator": ("separator",),
    "casing": ("aluminium_sheet", "steel_sheet", "casing"),
}


def rule_facts(computed: Computation) -> Facts:
    """Return the facts of a computed study for `run_checks`.

    A fact is given only where the study or the computation shows it; a check that needs another
    one answers "not assessable".
    """
    study, battery = computed.study.study, computed.study.battery
    units = computed.counted.amount
    facts = unit_facts(computed.study)
    resolution = computed.linked.supplied.resolution
    return Facts(
        category=facts.category,
        placing=Placing(category=facts.category, energy_kwh=facts.rated_energy_kwh),
        rule_set_id=computed.book.id,
        rule_set_status=str(computed.book.status),
        evidence_date=computed.book.evidence_date,
        duty_start_shown=False,
        plants=(study.plant.name.en,),
        models=(study.battery.model or study.id,),
        functional_unit=computed.counted.provided.unit.id,
        is_backup=battery.backup_kw_min is not None,
        service_energy_basis="usable" if battery.usable_energy_kwh is not None else None,
        service_years_basis="warranty" if battery.warranty_years is not None else None,
        service_evidence=_has_evidence(study),
        warranty_years=facts.warranty_years,
        units_provided=units,
        mass_kg=battery.mass_kg,
        reference_flow=battery.mass_kg / units,
        stages=stage_values(computed),
        total=computed.linked.per_battery / units,
        excluded_in_total=(),
        recycling_route=_recycling_route(study),
        end_of_life_steps=_end_of_life_steps(study),
        end_of_life_reason=_cut_off_reason(study),
        company_specific=_origins(computed),
        secondary_data=_secondary_data(computed),
        left_out=left_out(study),
        inputs_without_evidence=tuple(
            amount.id for amount in computed.study.amounts if amount.source is None
        ),
        resolvers_run=frozenset(
            method.resolver.id for method in computed.methods if method.resolution is not None
        ),
        grid_factor_missing=False,
        claims_counted_failing=(),
        claims_evidence_missing=_evidence_missing(resolution),
        claimed_kwh=_claimed(resolution),
        metered_kwh=_metered(resolution),
        units_claimed_twice=tuple(
            one.claim for one in resolution.refused if one.reason == "unit_claimed_twice"
        ),
        factor_kinds=_factor_kinds(computed),
        grid_result_shown=any(not method.resolver.claims for method in computed.methods),
        gwp_sets=frozenset({computed.system.gwp_set}),
        offsets_in_total=False,
        weighting_applied=False,
        circular=_circular(computed),
        recycling_methods=frozenset(computed.endings),
        parts={part: value / units for part, value in climate_parts(computed).parts.items()},
        parts_reported=frozenset(PARTS),
        allocation_basis_mixed=False,
        allocation_share_sums=_share_sums(computed),
        allocation_reason=computed.book.allocation.reference,
        contents=_contents(computed),
        primary_data_share=_primary_share(computed),
        rated_energy_kwh=facts.rated_energy_kwh,
        transmission_added_to_average=False,
    )


def stage_values(computed: Computation) -> dict[str, float]:
    """Return the footprint of each stage per functional unit [kg CO2e]."""
    links = computed.system.links[computed.root]
    units = computed.counted.amount
    return {link.exchange.flow: link_value(link, computed.intensities) / units for link in links}


def _circular(computed: Computation) -> tuple[CircularShare, ...] | None:
    """Return the formula's inputs for each credited material; None where none was applied."""
    shares = []
    for one, weights in computed.linked.ending.credits:
        given = {symbol: float(value.value) for symbol, value in weights.credit.inputs.items()}
        shares.append(
            CircularShare(
                material=one.exchange.flow,
                a=given["A"],
                r2=given.get("R2", 0.0),
                quality_out=given.get("Qsout/Qp", 1.0),
            )
        )
    for line, inputs in computed.linked.inputs.weights.items():
        given = {symbol: float(one.value) for symbol, one in inputs.virgin.inputs.items()}
        proof = inputs.virgin.inputs["R1"].provenance.status
        shares.append(
            CircularShare(
                material=line,
                a=given["A"],
                r1=given["R1"],
                r1_evidence=proof is not ParameterStatus.UNVERIFIED,
            )
        )
    return tuple(shares) or None


def _share_sums(computed: Computation) -> tuple[float, ...]:
    choices, flows = computed.study.choices, computed.catalogue.flows
    return tuple(
        sum(product_shares(node.process, choices, flows).values()) for node in computed.system.nodes
    )


def _has_evidence(study: Study) -> bool | None:
    """Return whether the battery's data name a document; a design assumption is none."""
    source = study.battery.source
    if source is None:
        return None
    return source.status is not Status.UNVERIFIED


def _recycling_route(study: Study) -> str | None:
    end = study.end_of_life
    if end is None:
        return None
    if end.route and end.route != "none":
        return end.route
    return ", ".join(item.product for item in end.items) or None


def _end_of_life_steps(study: Study) -> frozenset[str]:
    end = study.end_of_life
    if end is None:
        return frozenset()
    steps = {"collection"} if end.transport else set()
    return frozenset(steps | {"dismantling"} if end.energy else steps)


def _cut_off_reason(study: Study) -> str:
    """Return the reason of a cut-off that speaks of collection or dismantling."""
    for entry in study.cut_offs:
        what = entry.what.en.lower()
        if "collection" in what or "dismantling" in what:
            return entry.reason.en
    return ""


def _origins(computed: Computation) -> dict[str, str | None]:
    """Return where the activity data of each component of Annex II(5) come from."""
    origins: dict[str, str | None] = dict.fromkeys(_COMPONENTS)
    for link in computed.system.all_links():
        consumer = computed.system.nodes[link.consumer].process
        if consumer.flow != "component":
            continue
        for component, words in _COMPONENTS.items():
            if any(word in link.exchange.flow for word in words):
                own = link.exchange.citation.status is Status.COMPANY
                origins[component] = "company_specific" if own else "secondary"
    return origins


def _secondary_data(computed: Computation) -> tuple[SecondaryData, ...]:
    """Return the catalogue processes in use; none of them claims EF or ILCD compliance."""
    return tuple(
        SecondaryData(name=node.process.id, compliance="", licence=node.process.licence)
        for node in computed.system.nodes
        if node.process.flow not in ("stage", "component", "product")
    )


def _evidence_missing(resolution: Resolution) -> tuple[str, ...]:
    refused: tuple[RefusedClaim, ...] = resolution.refused
    return tuple(f"{one.claim}: {one.criterion}" for one in refused if "missing" in one.reason)


def _claimed(resolution: Resolution) -> Decimal:
    return sum(
        (Decimal(repr(float(part.kwh))) for part in resolution.supplies if part.claim), Decimal(0)
    )


def _metered(resolution: Resolution) -> Decimal:
    return sum((Decimal(repr(float(part.kwh))) for part in resolution.supplies), Decimal(0))


def _factor_kinds(computed: Computation) -> frozenset[str]:
    factors = computed.catalogue.grid_factors
    used = {
        computed.system.nodes[link.provider].process.id
        for link in computed.system.all_links()
        if link.kind is LinkKind.PROVIDER and link.provider is not None
    }
    return frozenset(factors[name].kind for name in used if name in factors) or frozenset(
        {"life_cycle"}
    )


def _contents(computed: Computation) -> frozenset[str]:
    """Return which entries of a declaration the study can fill."""
    study = computed.study.study
    given = {"plant", "total", "stages"}
    if study.manufacturer is not None:
        given.add("manufacturer")
        if study.manufacturer.address:
            given.add("plant_address")
    if study.battery.model:
        given |= {"model", "model_identifier"}
    declaration = study.declaration
    if declaration is not None and declaration.conformity_number:
        given.add("declaration_of_conformity")
    if declaration is not None and declaration.public_study:
        given.add("public_study")
    return frozenset(given)


def _primary_share(computed: Computation) -> Decimal:
    share = computed.statuses.get(Status.COMPANY, 0.0)
    return Decimal(repr(round(100 * share, 6)))
