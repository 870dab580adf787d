"""Facts with which each check of ISO, GHG Protocol, PACT and the Chinese rules passes and fails."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cellprint.rules.battery import Category
from cellprint.rules.book import rule_book
from cellprint.rules.facts import TraceEvent
from cellprint.rules.pact import PactNumbers
from tests.rules.check_rows import STAGES, Row, left_out

ISO = rule_book("iso-14067-2018")
PACT = rule_book("pact-3")
CN = rule_book("cn-miit-551-2025")
RECORD = PactNumbers(excluding_uptake=Decimal(77), including_uptake=Decimal(77), fossil=Decimal(77))
JUNE_2026 = date(2026, 6, 30)
YEAR_2027 = date(2027, 6, 30)

OTHER_ROWS: dict[str, Row] = {
    "ISO-01": Row(
        {"parts_reported": frozenset({"fossil", "biogenic", "land_use", "aircraft"})},
        {"parts_reported": frozenset({"fossil"})},
        book=ISO,
    ),
    "ISO-02": Row({"aircraft_added_twice": False}, {"aircraft_added_twice": True}, book=ISO),
    "ISO-03": Row({"offsets_in_total": False}, {"offsets_in_total": True}, book=ISO),
    "ISO-04": Row(
        {
            "claims_counted_failing": (),
            "claims_evidence_missing": (),
            "grid_result_shown": True,
        },
        {"grid_result_shown": False},
        {"claims_counted_failing": ("c",)},
        book=ISO,
    ),
    "ISO-05": Row(
        {"allocation_share_sums": (1.0, 1.0 + 1e-10), "allocation_reason": "physical"},
        {"allocation_share_sums": (1.0, 0.99)},
        book=ISO,
    ),
    "ISO-06": Row(
        {"sensitivities": frozenset({"allocation", "electricity", "end_of_life"})},
        {"sensitivities": frozenset({"electricity"})},
        {"sensitivities": None},
        book=ISO,
    ),
    "ISO-07": Row(
        {"left_out": left_out("0.5")},
        {"left_out": left_out("0.001", reason="")},
        {"left_out": None},
        book=ISO,
    ),
    "ISO-08": Row(
        {"contents": frozenset(item.id for item in ISO.required_content)},
        {"contents": frozenset({"review"})},
        {"contents": None},
        book=ISO,
    ),
    "GHG-01": Row({}),
    "GHG-02": Row(
        {"recycling_methods": frozenset({"recycled_content"})},
        {"recycling_methods": frozenset({"recycled_content", "closed_loop"})},
        book=ISO,
    ),
    "PACT-01": Row({"pact_schema_errors": ()}, {"pact_schema_errors": ("pcf",)}, book=PACT),
    "PACT-02": Row(
        {"pact": RECORD},
        {
            "pact": PactNumbers(
                excluding_uptake=Decimal("1.85"),
                including_uptake=Decimal("1.63"),
                fossil=Decimal("1.85"),
                bio_uptake=Decimal("-1.5"),
            )
        },
        book=PACT,
    ),
    "PACT-03": Row(
        {"pact": RECORD},
        {
            "pact": PactNumbers(
                excluding_uptake=Decimal("1.85"),
                including_uptake=Decimal("1.85"),
                fossil=Decimal("1.7"),
            )
        },
        book=PACT,
    ),
    "PACT-04": Row(
        {"pact": RECORD},
        {
            "pact": PactNumbers(
                excluding_uptake=Decimal(1), including_uptake=Decimal(1), fossil=Decimal(2)
            )
        },
        book=PACT,
    ),
    "PACT-05": Row(
        {
            "reference_period": (date(2025, 1, 1), date(2026, 1, 1)),
            "validity": (date(2026, 1, 1), date(2029, 1, 1)),
        },
        {"reference_period": (date(2026, 1, 1), date(2025, 1, 1))},
        {"validity": (date(2026, 1, 1), date(2029, 1, 2))},
        {"validity": (date(2025, 12, 31), date(2027, 1, 1))},
        {"validity": (date(2027, 1, 1), date(2027, 1, 1))},
        book=PACT,
    ),
    "PACT-06": Row(
        {"primary_data_share": Decimal(56), "quality_indicators": (Decimal(1), Decimal(5))},
        {"primary_data_share": Decimal(101)},
        {"quality_indicators": (Decimal("5.1"),)},
        {"quality_indicators": (Decimal("0.9"),)},
        book=PACT,
    ),
    "PACT-07": Row(
        {"methodology": "pact-2", "exempted_share": Decimal("0.05")},
        {"exempted_share": Decimal("0.051")},
        {"methodology": "gba-2"},
        book=PACT,
    ),
    "PACT-08": Row(
        {"carbon_content_kg": Decimal("0.9"), "product_mass_kg": Decimal(1)},
        {"carbon_content_kg": Decimal("1.1")},
        book=PACT,
    ),
    "PACT-09": Row(
        {"ipcc_reports": frozenset({"AR6"})},
        {"ipcc_reports": frozenset()},
        {"ipcc_reports": frozenset({"AR4"})},
        book=PACT,
    ),
    "PACT-10": Row({"geography_valid": True}, {"geography_valid": False}, book=PACT),
    "PACT-11": Row(
        {"benchmark_ratio": 10.0},
        {"benchmark_ratio": 10.1},
        {"benchmark_ratio": 0.09},
        {"benchmark_ratio": -1.0},
        book=PACT,
    ),
    "PACT-12": Row({"pact_flags_consistent": True}, {"pact_flags_consistent": False}, book=PACT),
    "PACT-13": Row({"pact_versions_ordered": True}, {"pact_versions_ordered": False}, book=PACT),
    "CX-01": Row(
        {"methodology": "catenax-3", "exempted_share": Decimal("0.03")},
        {"exempted_share": Decimal("0.031")},
        book=PACT,
    ),
    "GBA-01": Row(
        {"months_of_data": 12, "allocation_price_years": 10, "allocation_follows_ratio": True},
        {"months_of_data": 11},
        {"allocation_price_years": 5},
        {"allocation_follows_ratio": False},
        book=PACT,
    ),
    "CN-001": Row({"category": Category.EV, "rated_energy_kwh": Decimal("2.001")}, book=CN),
    "CN-002": Row(
        {"models_declared": 5, "chemistries_declared": True},
        {"models_declared": 4},
        {"chemistries_declared": False},
        book=CN,
        on=JUNE_2026,
    ),
    "CN-003": Row(
        {"models_without_declaration": (), "verifier_statement": True},
        {"models_without_declaration": ("m2",)},
        book=CN,
        on=YEAR_2027,
    ),
    "CN-010": Row(
        {"functional_unit": "kwh_delivered", "stages": STAGES},
        {"functional_unit": "kwh_capacity"},
        {"stages": STAGES | {"use": 1.0}},
        book=CN,
    ),
    "CN-011": Row({"cycle_test": "GB/T 31484-2015"}, {"cycle_test": "in-house"}, book=CN),
    "CN-012": Row({"stages": STAGES, "total": 8.0}, {"total": 9.0}, book=CN),
    "CN-013": Row(
        {"background_without_origin": ()}, {"background_without_origin": ("steel",)}, book=CN
    ),
    "CN-014": Row({"verifier_independent": True}, {"verifier_independent": False}, book=CN),
    "CN-020": Row({}),
    "CN-030": Row({"factors_incomplete": ()}, {"factors_incomplete": ("el",)}, book=CN),
    "CN-031": Row(
        {"factor_kinds": frozenset({"life_cycle"})},
        {"factor_kinds": frozenset({"life_cycle", "residual_like"})},
        book=CN,
    ),
    "CN-032": Row(
        {"transmission_added_to_average": False},
        {"transmission_added_to_average": True},
        book=CN,
    ),
    "CN-033": Row(
        {"in_inner_mongolia": True, "prefecture": "1501"},
        {"prefecture": None, "region_factor_used": True},
        book=CN,
    ),
    "CN-034": Row(
        {"derived_factor_shown_as_official": False},
        {"derived_factor_shown_as_official": True},
        book=CN,
    ),
    "CN-040": Row(
        {"certificates_void": (), "registry_extract": True},
        {"certificates_void": ("GEC-1",)},
        book=CN,
    ),
    "CN-041": Row(
        {"units_claimed_twice": (), "other_registries_declared": True},
        {"units_claimed_twice": ("GEC-1",)},
        book=CN,
    ),
    "CN-042": Row(
        {
            "claimed_kwh": Decimal(10),
            "metered_kwh": Decimal(10),
            "generated_kwh": Decimal(10),
            "units_claimed_twice": (),
        },
        {"generated_kwh": Decimal(9)},
        {"metered_kwh": Decimal(9)},
        book=CN,
    ),
    "CN-043": Row(
        {"direct_supply_self_use": Decimal("0.60")},
        {"direct_supply_self_use": Decimal("0.59")},
        book=CN,
    ),
    "CN-045": Row(
        {"fuel_table_recorded": True, "gas_liquid_default_used": False},
        {"fuel_table_recorded": False},
        {"gas_liquid_default_used": True},
        book=CN,
    ),
    "CN-046": Row({"fuels_without_upstream": ()}, {"fuels_without_upstream": ("diesel",)}, book=CN),
    "CN-050": Row(
        {"battery_code": "valid"},
        {"battery_code": "parse_error"},
        {"battery_code": "invalid_date"},
        book=CN,
    ),
    "CN-051": Row({"code_links_missing": ()}, {"code_links_missing": ("cell 7",)}, book=CN),
    "CN-060": Row(
        {"trace_events": (TraceEvent(kind="repair", day=date(2025, 5, 1), working_days=30),)},
        {"trace_events": (TraceEvent(kind="repair", day=date(2025, 5, 1), working_days=31),)},
        book=CN,
    ),
    "CN-061": Row({"trace_violations": ()}, {"trace_violations": ("two owners",)}, book=CN),
    "CN-070": Row(
        {"norm_values": {"cn.rec2024.li": Decimal("0.90"), "cn.rec2024.energy": Decimal(2199)}},
        {"norm_values": {"cn.rec2024.li": Decimal("0.89")}},
        {"norm_values": {"cn.rec2024.energy": Decimal(2200)}},
        book=CN,
    ),
    "CN-080": Row(
        {"field_classes": frozenset({"general"})},
        {"field_classes": frozenset({"general", "important"})},
        {"field_classes": frozenset({"unknown"})},
        book=CN,
    ),
    "CN-081": Row({"controlled_fields": ()}, {"controlled_fields": ("sintering",)}, book=CN),
    "CN-090": Row({"superseded_by": ""}, {"superseded_by": "GB/T 99999"}, book=CN),
}
