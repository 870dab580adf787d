"""What is known about a study and its result: the facts that checks read. All are optional.

None means "not known": a check that needs the fact answers "not assessable", never "pass". An empty
tuple means "looked for and nothing found".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cellprint.rules.battery import Category
from cellprint.rules.cut_off import LeftOut
from cellprint.rules.data_quality import Scores
from cellprint.rules.obligations import DutyValue, Placing
from cellprint.rules.pact import PactNumbers


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularShare:
    """Inputs of the circular footprint formula as used for one material."""

    material: str
    a: float
    r1: float = 0.0
    r2: float = 0.0
    r3: float = 0.0
    ev: float = 0.0
    evs: float | None = None
    quality_out: float = 1.0
    r1_evidence: bool | None = None
    r1_market_average: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondaryData:
    """A secondary data set: claimed compliance (`EF`, `ILCD entry level` …), entry, licence.

    `compliance` None = unknown; an empty text = none is claimed.
    """

    name: str
    compliance: str | None = None
    entry: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantTotal:
    """A plant total and the sum over its products, in one unit."""

    quantity: str
    plant: float
    products: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEvent:
    """An event that had to be uploaded: kind (`repair` …), day, working days taken."""

    kind: str
    day: date
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Facts for the checks of every rule book, grouped by topic."""

    # what is assessed
    category: Category | None = None
    placing: Placing | None = None
    rule_set_id: str | None = None
    rule_set_status: str | None = None
    evidence_date: date | None = None
    duty_start_shown: bool | None = None
    missing_acts: tuple[str, ...] | None = None
    plants: tuple[str, ...] | None = None
    models: tuple[str, ...] | None = None

    # functional unit and result [kg CO2e per functional unit]
    functional_unit: str | None = None
    is_backup: bool | None = None
    service_energy_basis: str | None = None
    service_years_basis: str | None = None
    service_evidence: bool | None = None
    warranty_years: Decimal | None = None
    units_provided: float | None = None
    mass_kg: float | None = None
    reference_flow: float | None = None
    stages: Mapping[str, float] | None = None
    total: float | None = None
    excluded_in_total: tuple[str, ...] | None = None
    recycling_route: str | None = None
    end_of_life_steps: frozenset[str] | None = None
    end_of_life_reason: str = ""

    # data
    company_specific: Mapping[str, str | None] | None = None
    generic_entries: tuple[str, ...] | None = None
    secondary_data: tuple[SecondaryData, ...] | None = None
    declared_on: date | None = None
    last_change: date | None = None
    change_log: bool | None = None
    left_out: tuple[LeftOut, ...] | None = None
    company_scores: tuple[Scores, ...] | None = None
    entry_level_share: Decimal | None = None
    inputs_without_evidence: tuple[str, ...] | None = None
    retention_years: int | None = None
    plant_totals: tuple[PlantTotal, ...] | None = None

    # electricity
    resolvers_run: frozenset[str] | None = None
    grid_factor_missing: bool | None = None
    claims_counted_failing: tuple[str, ...] | None = None
    claims_evidence_missing: tuple[str, ...] | None = None
    claimed_kwh: Decimal | None = None
    metered_kwh: Decimal | None = None
    generated_kwh: Decimal | None = None
    units_claimed_twice: tuple[str, ...] | None = None
    contract_kwh_in_average_result: Decimal | None = None
    sold_attributes_counted: bool | None = None
    factor_kinds: frozenset[str] | None = None
    grid_result_shown: bool | None = None

    # recycling, impact, allocation
    circular: tuple[CircularShare, ...] | None = None
    cradle_to_gate: bool | None = None
    cradle_to_gate_variants: int | None = None
    recycling_methods: frozenset[str] | None = None
    gwp_sets: frozenset[str] | None = None
    offsets_in_total: bool | None = None
    parts: Mapping[str, float] | None = None
    parts_reported: frozenset[str] | None = None
    weighting_applied: bool | None = None
    aircraft_added_twice: bool | None = None
    allocation_basis_mixed: bool | None = None
    allocation_price_years: int | None = None
    allocation_follows_ratio: bool | None = None
    allocation_share_sums: tuple[float, ...] | None = None
    allocation_reason: str | None = None

    # declaration and report
    contents: frozenset[str] | None = None
    conformity_assessed: bool | None = None
    declared_value: Decimal | None = None
    maximum_threshold: Decimal | None = None
    class_printed: str | None = None
    class_act_in_force: bool | None = None
    recycled_shares: Mapping[str, Decimal | None] | None = None
    recycled_method_in_force: bool | None = None
    recycled_documented_per: frozenset[str] | None = None
    recycled_documentation: DutyValue | None = None
    sensitivities: frozenset[str] | None = None
    completeness: Decimal | None = None

    # PACT, Catena-X, GBA
    pact: PactNumbers | None = None
    pact_schema_errors: tuple[str, ...] | None = None
    reference_period: tuple[date, date] | None = None
    validity: tuple[date, date] | None = None
    primary_data_share: Decimal | None = None
    quality_indicators: tuple[Decimal, ...] | None = None
    exempted_share: Decimal | None = None
    methodology: str | None = None
    carbon_content_kg: Decimal | None = None
    product_mass_kg: Decimal | None = None
    ipcc_reports: frozenset[str] | None = None
    geography_valid: bool | None = None
    benchmark_ratio: float | None = None
    pact_flags_consistent: bool | None = None
    pact_versions_ordered: bool | None = None
    months_of_data: int | None = None

    # China
    rated_energy_kwh: Decimal | None = None
    models_declared: int | None = None
    chemistries_declared: bool | None = None
    models_without_declaration: tuple[str, ...] | None = None
    verifier_statement: bool | None = None
    verifier_independent: bool | None = None
    cycle_test: str | None = None
    background_without_origin: tuple[str, ...] | None = None
    factors_incomplete: tuple[str, ...] | None = None
    transmission_added_to_average: bool | None = None
    in_inner_mongolia: bool | None = None
    prefecture: str | None = None
    region_factor_used: bool | None = None
    derived_factor_shown_as_official: bool | None = None
    certificates_void: tuple[str, ...] | None = None
    registry_extract: bool | None = None
    other_registries_declared: bool | None = None
    direct_supply_self_use: Decimal | None = None
    fuel_table_recorded: bool | None = None
    gas_liquid_default_used: bool | None = None
    fuels_without_upstream: tuple[str, ...] | None = None
    battery_code: str | None = None
    code_links_missing: tuple[str, ...] | None = None
    trace_events: tuple[TraceEvent, ...] | None = None
    trace_violations: tuple[str, ...] | None = None
    norm_values: Mapping[str, Decimal] | None = None
    field_classes: frozenset[str] | None = None
    controlled_fields: tuple[str, ...] | None = None
    superseded_by: str | None = None
