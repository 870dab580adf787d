"""Facts with which each European check passes and fails."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cellprint.rules.battery import Category
from cellprint.rules.data_quality import Scores
from cellprint.rules.facts import PlantTotal, SecondaryData
from cellprint.rules.obligations import DutyValue, Placing
from tests.rules.check_rows import DRAFT, STAGES, Row, left_out, material

COMPONENTS = ("anode", "cathode", "electrolyte", "separator", "casing")
DECLARED = frozenset(
    {
        "manufacturer",
        "model",
        "plant",
        "total",
        "stages",
        "declaration_of_conformity",
        "public_study",
    }
)
SHARES = {"Co": Decimal("0.26"), "Li": Decimal("0.12"), "Ni": Decimal("0.15"), "Pb": Decimal(1)}
LATE = Placing(
    placed_on_market=date(2036, 9, 1),
    category=Category.EV,
    metals=frozenset({"Co", "Li", "Ni", "Pb"}),
)
GOOD = Scores(technology=1, geography=1, time=1, precision=3)

EU_ROWS: dict[str, Row] = {
    "EU-001": Row({"category": Category.EV}),
    "EU-002": Row(
        {
            "placing": Placing(placed_on_market=date(2027, 1, 1)),
            "duty_start_shown": False,
            "missing_acts": ("DA-7-1-EV",),
        },
        {"duty_start_shown": True},
    ),
    "EU-003": Row(
        {
            "rule_set_id": "eu-cfb-ev-draft-2024",
            "rule_set_status": "draft",
            "evidence_date": date(2026, 8, 28),
        },
        {"rule_set_id": None},
        {"rule_set_status": "official"},
        {"evidence_date": None},
    ),
    "EU-010": Row(
        {"functional_unit": "kwh_delivered"},
        {"functional_unit": "kwh_capacity"},
        {"functional_unit": "kg"},
        {"functional_unit": "piece"},
        {"is_backup": True},
    ),
    "EU-011": Row(
        {
            "warranty_years": Decimal(8),
            "service_energy_basis": "usable",
            "service_years_basis": "warranty",
            "service_evidence": True,
        },
        {"service_energy_basis": "nominal"},
        {"service_years_basis": "assumed"},
        {"service_evidence": False},
    ),
    "EU-012": Row(
        {"mass_kg": 400.0, "units_provided": 28_800.0, "reference_flow": 400.0 / 28_800.0},
        {"reference_flow": 0.013889},
    ),
    "EU-020": Row(
        {"stages": STAGES, "total": 8.0},
        {"total": 8.0 + 1e-7},
        {"stages": STAGES | {"use": 0.0}},
        {"stages": {"raw_materials": 8.0}},
    ),
    "EU-021": Row({"excluded_in_total": ()}, {"excluded_in_total": ("use phase",)}),
    "EU-022": Row(
        {
            "recycling_route": "hydrometallurgy",
            "end_of_life_steps": frozenset({"collection", "dismantling", "recycling"}),
        },
        {"end_of_life_steps": frozenset({"recycling"})},
    ),
    "EU-023": Row({"stages": STAGES}),
    "EU-030": Row(
        {"company_specific": dict.fromkeys(COMPONENTS, "company_specific")},
        {
            "company_specific": dict.fromkeys(COMPONENTS, "company_specific")
            | {"separator": "default"}
        },
    ),
    "EU-031": Row(
        {"plants": ("p1",), "models": ("m1",)},
        {"plants": ("p1", "p2")},
        {"models": ("m1", "m2")},
    ),
    "EU-032": Row({"generic_entries": ()}, {"generic_entries": ("cathode, generic",)}),
    "EU-033": Row(
        {"secondary_data": (SecondaryData(name="x", compliance="EF", entry="1", licence="l"),)},
        {"secondary_data": (SecondaryData(name="x", compliance="EF", licence="l"),)},
    ),
    "EU-034": Row(
        {"change_log": True, "declared_on": date(2026, 2, 1), "last_change": date(2026, 1, 1)},
        {"last_change": date(2026, 2, 2)},
    ),
    "EU-035": Row(
        {"left_out": left_out("0.009")},
        {"left_out": left_out("0.01")},
        {"left_out": left_out("0.001", reason=" ")},
    ),
    "EU-040": Row(
        {"resolvers_run": frozenset(DRAFT.electricity_reported), "grid_factor_missing": False},
        {"resolvers_run": frozenset({"el.pef_2021"})},
    ),
    "EU-041": Row(
        {"claims_counted_failing": (), "claims_evidence_missing": ()},
        {"claims_counted_failing": ("go-1",)},
    ),
    "EU-042": Row(
        {"claimed_kwh": Decimal(10), "metered_kwh": Decimal(10), "units_claimed_twice": ()},
        {"claimed_kwh": Decimal("10.1")},
        {"units_claimed_twice": ("GO-1",)},
    ),
    "EU-043": Row(
        {"contract_kwh_in_average_result": Decimal(0)},
        {"contract_kwh_in_average_result": Decimal(1)},
    ),
    "EU-044": Row({"sold_attributes_counted": False}, {"sold_attributes_counted": True}),
    "EU-045": Row(
        {"factor_kinds": frozenset({"life_cycle", "life_cycle_scaled"})},
        {"factor_kinds": frozenset({"life_cycle", "direct"})},
    ),
    "EU-050": Row(
        {"circular": material(), "cradle_to_gate": False},
        {"circular": material(a=0.1)},
        {"circular": material(a=0.9)},
        {"circular": material(a=1.0)},
    ),
    "EU-051": Row(
        {"circular": material(r1=0.3, r1_evidence=True)},
        {"circular": material(r1=0.3, r1_evidence=True, r1_market_average=True)},
        {"circular": material(r1=0.3, r1_evidence=False)},
    ),
    "EU-052": Row(
        {"circular": material(r2=0.9, r3=0.1)},
        {"circular": material(r2=0.9, r3=0.2)},
        {"circular": material(r1=1.1)},
    ),
    "EU-053": Row(
        {"circular": material(evs=1.5)},
        {"circular": material(evs=1.5, quality_out=0.9)},
    ),
    "EU-054": Row(
        {"cradle_to_gate": True, "cradle_to_gate_variants": 2}, {"cradle_to_gate_variants": 1}
    ),
    "EU-060": Row(
        {"gwp_sets": frozenset({"EF3.1"})},
        {"gwp_sets": frozenset({"EF3.1", "IPCC_AR5"})},
        {"gwp_sets": frozenset({"IPCC_AR5"})},
    ),
    "EU-061": Row({"offsets_in_total": False}, {"offsets_in_total": True}),
    "EU-062": Row(
        {
            "parts": {"fossil": 96.0, "biogenic": 4.0, "land_use": 0.0, "not_split": 0.0},
            "parts_reported": frozenset({"fossil"}),
            "total": 100.0,
        },
        {"parts": {"fossil": 94.0, "biogenic": 6.0, "land_use": 0.0, "not_split": 0.0}},
    ),
    "EU-063": Row({"weighting_applied": False}, {"weighting_applied": True}),
    "EU-070": Row(
        {"company_scores": (GOOD,)},
        {"company_scores": (GOOD, Scores(technology=2, geography=1, time=1, precision=3))},
    ),
    "EU-071": Row({"entry_level_share": Decimal("0.10")}, {"entry_level_share": Decimal("0.11")}),
    "EU-080": Row(
        {
            "allocation_basis_mixed": False,
            "allocation_price_years": 10,
            "allocation_follows_ratio": True,
        },
        {"allocation_basis_mixed": True},
        {"allocation_follows_ratio": False},
    ),
    "EU-090": Row(
        {"contents": DECLARED, "conformity_assessed": True},
        {"contents": DECLARED - {"plant"}},
        {"contents": DECLARED - {"public_study"}},
    ),
    "EU-091": Row(
        {"declared_value": Decimal("0.15"), "maximum_threshold": Decimal("0.15")},
        {"declared_value": Decimal("0.16")},
    ),
    "EU-092": Row(
        {"class_printed": "B", "class_act_in_force": True},
        {"class_act_in_force": False},
        {"class_printed": ""},
    ),
    "EU-100": Row(
        {"placing": LATE, "recycled_shares": SHARES, "recycled_method_in_force": True},
        {"recycled_shares": SHARES | {"Ni": Decimal("0.14")}},
    ),
    "EU-101": Row(
        {
            "recycled_documentation": DutyValue.DUE,
            "recycled_documented_per": frozenset({"model", "year", "plant"}),
        },
        {"recycled_documented_per": frozenset({"model", "year"})},
    ),
    "EU-110": Row(
        {"inputs_without_evidence": (), "retention_years": 10},
        {"inputs_without_evidence": ("steam",)},
        {"retention_years": 5},
        {"inputs_without_evidence": None},
    ),
    "EU-111": Row(
        {"plant_totals": (PlantTotal(quantity="mass", plant=100.0, products=100.00001),)},
        {"plant_totals": (PlantTotal(quantity="mass", plant=100.0, products=101.0),)},
    ),
}
