"""The published figures: complete, honestly set, and as the documentation page says."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from contextlib import redirect_stdout
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from benchmarks.reproduction.__main__ import main, unexplained
from benchmarks.reproduction.comparing import (
    HITS,
    Row,
    Verdict,
    compared,
    hit_rates,
    largest_deviation,
    verdict,
)
from benchmarks.reproduction.computing import computed, own_process
from benchmarks.reproduction.figures import (
    Amount,
    Figure,
    Figures,
    Group,
    Inventory,
    Kind,
    Ours,
    Setting,
    load_figures,
)
from benchmarks.reproduction.page import PAGE, renewed, written_part
from cellprint.app.allocating import ALLOCATION
from cellprint.app.data import shipped_catalogue
from cellprint.catalogue.release import Catalogue

SHARED = Path(__file__).parents[3] / "shared" / "data"
FAIR = 0.20
POINTS = 0.02  # how far a deviation may drift before the page has to be written again

# The flows of the brine inventories that the sites are computed with, by the names of the source.
SITE_FLOWS = {
    "electricity": "electricity",
    "heat production": "furnace_heat",
    "market for soda ash": "soda_ash",
    "market for quicklime": "quicklime",
    "market for hydrochloric acid": "hydrogen_chloride",
    "sodium hydroxide to generic": "sodium_hydroxide",
    "market for sulfuric acid": "sulfuric_acid",
    "market for electricity": "electricity",
}
SITES = {
    "site_atacama": "df_rotary_dryer_Salar de Atacama",
    "site_olaroz": "df_rotary_dryer_Salar de Olaroz",
    "site_cauchari": "df_rotary_dryer_Salar de Cauchari-Olaroz",
    "site_chaerhan": "df_rotary_dryer_Chaerhan",
    "site_silver_peak": "df_rotary_dryer_Silver Peak",
}


def shared_rows(name: str) -> list[dict[str, str]]:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the table is not beside the checkout (../shared/data/{name})")
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


@pytest.fixture(scope="module")
def figures() -> Figures:
    return load_figures()


@pytest.fixture(scope="module")
def rows(catalogue: Catalogue, figures: Figures) -> tuple[Row, ...]:
    return compared(catalogue, figures)


def figure(**values: Any) -> Figure:
    given = {
        "id": "T1",
        "quantity": "q",
        "group": "cathode",
        "unit": "kg",
        "citation": "c",
        "boundary": "b",
        "ours": {"products": ["p"]},
    }
    return Figure.model_validate(given | values)


# ---- the files ---------------------------------------------------------------------------------


def decimal_or_none(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@pytest.mark.shared
def test_every_figure_of_the_table_is_there_with_its_value(figures: Figures) -> None:
    table = {row["result_id"]: row for row in shared_rows("published_results.csv")}
    ours = {item.id: item for item in figures.figures if item.id.startswith("PR")}

    assert set(ours) == set(table)
    # Where a figure is a bound in words (`up to 45`) or holds several numbers, the text is kept.
    in_words = {"PR014": "~75", "PR018": "", "PR020": "120", "PR033": "90.8", "PR054": "11.41 / "}
    for name, item in ours.items():
        for key in ("value", "low", "high"):
            given = decimal_or_none(table[name][key])
            stated = getattr(item, key)
            if name not in in_words and given is not None and stated is not None:
                assert stated == given, (name, key)


def solved(rows: list[dict[str, str]], root: str) -> Counter[str]:
    """Return what one unit of `root` needs of the processes outside the inventory."""
    processes: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        processes.setdefault(row["process"], []).append(row)
    order = [root]
    for name in order:
        order += [
            row["exchange_name"]
            for row in processes[name]
            if row["flow_type"] == "technosphere"
            and row["exchange_name"] in processes
            and row["exchange_name"] not in order
        ]
    matrix = np.eye(len(order))
    for column, name in enumerate(order):
        for row in processes[name]:
            if row["flow_type"] == "technosphere" and row["exchange_name"] in processes:
                matrix[order.index(row["exchange_name"]), column] -= float(row["amount"])
    scale = np.linalg.solve(matrix, np.eye(len(order))[0])
    needed: Counter[str] = Counter()
    for factor, name in zip(scale, order, strict=True):
        for row in processes[name]:
            if row["flow_type"] == "technosphere" and row["exchange_name"] not in processes:
                needed[row["exchange_name"]] += float(factor) * float(row["amount"])  # type: ignore[assignment]
    return needed


@pytest.mark.shared
@pytest.mark.parametrize("site", SITES)
def test_the_site_inventories_are_those_of_the_source(site: str, figures: Figures) -> None:
    needed = solved(shared_rows("reference/lci_foreground_brine_sites.csv"), SITES[site])
    expected: Counter[str] = Counter()
    for name, amount in needed.items():
        for start, flow in SITE_FLOWS.items():
            if name.startswith(start):
                expected[flow] += amount
                break

    stated = {item.flow: float(item.amount) for item in figures.inventories[site].exchanges}

    assert stated == pytest.approx(
        {flow: amount for flow, amount in expected.items() if amount}, abs=2e-6
    )


@pytest.mark.shared
def test_the_graphite_inventory_takes_the_power_of_the_source(figures: Figures) -> None:
    needed = solved(
        shared_rows("reference/lci_foreground_istrate2024.csv"), "graphite powder coating"
    )
    # 0.97 kg of micronised powder, 1/0.6 kg of graphitised powder each; 16 kWh in the furnace,
    # 0.93 kg of crucible with 2.5 kWh, 1.002 kg of milled coke with 1.88 kWh per kg.
    powder = 0.97 * 1.6666667
    power = next(
        float(item.amount)
        for item in figures.inventories["graphite_acheson"].exchanges
        if item.flow == "electricity"
    )

    assert power + powder * (16 + 0.93 * 2.5 + 1.002 * 1.88) == pytest.approx(
        needed["market group for electricity, medium voltage"], rel=1e-4
    )


def test_settings_name_what_the_catalogue_has(figures: Figures, catalogue: Catalogue) -> None:
    for item in figures.figures:
        versus = item.ours.versus if item.ours else ()
        for setting in (*item.settings, *versus):
            if setting.choose.startswith(ALLOCATION):
                assert setting.choose.removeprefix(ALLOCATION) in catalogue.flows, item.id
            elif setting.choose:
                routes = {maker.route for maker in catalogue.providers[setting.choose]}
                assert setting.route in routes, (item.id, setting.route)
            for place in filter(None, (setting.grid, setting.at)):
                assert place in catalogue.locations, (item.id, place)


def test_parts_name_what_the_catalogue_has(figures: Figures, catalogue: Catalogue) -> None:
    for item in figures.figures:
        named = {flow for part in item.breakdown for flow in part.ours}
        named |= set(item.ours.parts) if item.ours else set()
        assert named <= set(catalogue.flows), (item.id, named - set(catalogue.flows))


def test_every_reason_and_inventory_is_used(figures: Figures) -> None:
    text = (Path(load_figures.__code__.co_filename).parent / "figures.yaml").read_text("utf-8")

    for name in figures.reasons:
        assert f"because: {name}}}" in text, name
    used = {item.ours.inventory for item in figures.figures if item.ours}
    assert set(figures.inventories) == used - {""}


def test_ids_are_unique(figures: Figures) -> None:
    counted = Counter(item.id for item in figures.figures)

    assert max(counted.values()) == 1


@pytest.mark.parametrize(
    "setting",
    [
        {"because": "r"},
        {"because": "r", "grid": "CL", "value": "0.3", "year": 2023},
        {"because": "r", "grid": "CL"},
        {"because": "r", "choose": "soda_ash"},
        {"grid": "CL", "value": "0.3"},
    ],
)
def test_a_setting_sets_one_thing_and_has_a_reason(setting: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Setting.model_validate(setting)


def test_a_figure_is_compared_or_says_why_not() -> None:
    with pytest.raises(ValidationError, match="either ours or a reason"):
        figure(value="1", ours=None)
    with pytest.raises(ValidationError, match="either ours or a reason"):
        figure(value="1", not_comparable="other product")
    with pytest.raises(ValidationError, match="nothing to compare"):
        figure()


def test_ours_is_one_subject() -> None:
    with pytest.raises(ValidationError, match="products or an inventory"):
        Ours(products=("a",), inventory="b")


def test_unknown_reasons_and_inventories_are_errors() -> None:
    setting = {"year": 2023, "because": "nowhere"}
    for broken, text in (
        (figure(value="1", settings=[setting]), "reasons not given"),
        (figure(value="1", ours={"inventory": "nowhere"}), "inventories not given"),
    ):
        with pytest.raises(ValidationError, match=text):
            Figures(reasons={}, inventories={}, figures=(broken,))


# ---- the arithmetic ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "ours", "expected"),
    [
        ({"value": "10"}, (11.0,), 0.1),
        ({"value": "10"}, (9.5, 8.0), -0.2),
        ({"low": "40", "high": "70"}, (40.0, 70.0), 0.0),
        ({"low": "40", "high": "70"}, (50.0, 77.0), 0.1),
        ({"low": "40", "high": "70"}, (30.0, 77.0), -0.25),
        ({"low": "0", "high": "45"}, (-3.0,), -3.0),
    ],
)
def test_the_deviation_is_that_of_the_value_farthest_off(
    bounds: dict[str, str], ours: tuple[float, ...], expected: float
) -> None:
    assert largest_deviation(figure(**bounds), *ours) == pytest.approx(expected)


def test_the_comparable_part_is_compared_where_there_is_one() -> None:
    part = figure(value="3.64", comparable={"value": "2.5", "because": "r"})

    assert largest_deviation(part, 3.0) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("deviation", "single", "band"),
    [
        (0.0, Verdict.WITHIN_10, Verdict.INSIDE),
        (-0.1, Verdict.WITHIN_10, Verdict.OUTSIDE),
        (0.2, Verdict.WITHIN_20, Verdict.OUTSIDE),
        (0.201, Verdict.OFF, Verdict.OUTSIDE),
    ],
)
def test_verdicts(deviation: float, single: Verdict, band: Verdict) -> None:
    assert verdict(figure(value="10"), deviation) is single
    assert verdict(figure(low="1", high="2"), deviation) is band


def test_hit_rates_count_by_group(rows: tuple[Row, ...]) -> None:
    cathodes = [row for row in rows if row.figure.group is Group.CATHODE]
    rate = next(rate for rate in hit_rates(rows) if rate.group is Group.CATHODE)

    assert rate.compared == len(cathodes)
    assert rate.hits == sum(row.verdict in HITS for row in cathodes)
    assert rate.hits <= rate.fair <= rate.compared


def test_an_inventory_is_computed_with_the_stated_power(catalogue: Catalogue) -> None:
    inventory = Inventory(
        product="lithium_carbonate",
        unit="kg",
        location="CL",
        source="S",
        exchanges=(
            Amount(flow="electricity", amount=Decimal(2), unit="kWh"),
            Amount(flow="co2_fossil", amount=Decimal("0.25"), unit="kg", role="emission"),
        ),
    )
    stated = figure(
        value="1",
        ours={"inventory": "i", "scale": {"factor": "10", "because": "r"}},
        settings=[{"grid": "CL", "value": "0.5", "because": "r"}],
    )

    # 10 x (2 kWh x 0.5 kg/kWh + 0.25 kg)
    assert computed(catalogue, stated, {"i": inventory}) == pytest.approx((12.5, 12.5))
    assert own_process("i", inventory).exchanges[0].amount_text == "2"


def test_the_energy_of_the_chinese_plant_is_170_megajoules(catalogue: Catalogue) -> None:
    plant = figure(value="47", ours={"kind": Kind.ENERGY, "products": ["cell_plant_dai2019_cn"]})

    # 30 MJ of electricity and 140 MJ of steam per kWh of cells (Dai et al. 2019)
    assert computed(catalogue, plant, {}) == pytest.approx((170 / 3.6, 170 / 3.6), rel=1e-5)


def test_a_part_is_the_footprint_of_the_named_inputs(catalogue: Catalogue) -> None:
    whole = figure(value="1", ours={"products": ["spodumene_conc_au"]})
    part = figure(
        value="1",
        ours={"kind": "part", "products": ["spodumene_conc_au"], "parts": ["electricity"]},
    )
    share = figure(
        value="1",
        ours={"kind": "share", "products": ["spodumene_conc_au"], "parts": ["electricity"]},
    )

    total, _ = computed(catalogue, whole, {})
    power, _ = computed(catalogue, part, {})

    # 0.0773934 kWh at the Australian factor of 0.5487 kg CO2e/kWh
    assert power == pytest.approx(0.0773934 * 0.5487)
    assert computed(catalogue, share, {})[0] == pytest.approx(100 * power / total)


def test_a_change_is_relative_to_the_other_settings(catalogue: Catalogue) -> None:
    pair = figure(
        value="1",
        ours={
            "kind": "change",
            "products": ["spodumene_conc_au"],
            "versus": [{"grid": "AU-WA", "value": "0.5487", "because": "r"}],
        },
        settings=[{"grid": "AU-WA", "value": "1.5487", "because": "r"}],
    )
    whole, _ = computed(catalogue, figure(value="1", ours={"products": ["spodumene_conc_au"]}), {})

    # One kilogram more per kWh, on 0.0773934 kWh and on the power that diesel supply takes there.
    change, _ = computed(catalogue, pair, {})
    assert change >= 100 * 0.0773934 / whole
    assert change == pytest.approx(100 * 0.0773934 / whole, rel=0.2)


def test_what_is_not_comparable_is_not_computed(catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="not comparable"):
        computed(catalogue, figure(value="1", ours=None, not_comparable="vehicles"), {})


# ---- what comes out ----------------------------------------------------------------------------


def test_no_raw_material_is_off_without_an_explanation(rows: tuple[Row, ...]) -> None:
    for row in rows:
        if row.figure.group is Group.RAW_MATERIAL and abs(row.deviation) > FAIR:
            assert row.figure.cause, row.figure.id


def test_every_missed_figure_is_explained(rows: tuple[Row, ...]) -> None:
    assert not unexplained(rows)


def on_the_page() -> dict[str, tuple[float, str]]:
    """Return deviation and verdict of each figure as the page states them."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 8 and re.fullmatch(r"(PR|X|B)\d+†?", cells[0]):
            found[cells[0].rstrip("†")] = (float(cells[5].rstrip(" %")) / 100, cells[6])
    return found


def test_deviations_are_what_the_page_says(rows: tuple[Row, ...]) -> None:
    page = on_the_page()

    assert set(page) == {row.figure.id for row in rows}
    for row in rows:
        deviation, stated = page[row.figure.id]
        where = f"{row.figure.id}: run `python -m benchmarks.reproduction --write` and read it"
        assert row.deviation == pytest.approx(deviation, abs=POINTS), where
        assert row.verdict.value == stated, where


def test_the_page_explains_every_missed_figure_and_lists_the_rest(
    rows: tuple[Row, ...], figures: Figures
) -> None:
    text = PAGE.read_text(encoding="utf-8")

    for row in rows:
        if row.verdict not in HITS:
            assert f"- **{row.figure.id}** (" in text
    for item in figures.figures:
        if item.not_comparable:
            assert f"| {item.id} | {item.quantity}" in text


def test_writing_replaces_only_the_written_part(rows: tuple[Row, ...], figures: Figures) -> None:
    part = written_part(rows, figures)
    text = renewed(PAGE.read_text(encoding="utf-8"), part)

    assert text.startswith("# Published figures computed again")
    assert text.count("## Hit rates") == 1
    assert renewed(text, part) == text
    with pytest.raises(ValueError, match="no marks"):
        renewed("# A page without marks", part)


def test_the_document_for_machines(rows: tuple[Row, ...]) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        status = main(["--json"])

    document = json.loads(out.getvalue())
    assert status == 0
    assert [item["id"] for item in document["figures"]] == [row.figure.id for row in rows]
    assert document["not_comparable"]["PR056"].startswith("calibrated")


def test_the_tables_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0

    shown = capsys.readouterr().out
    assert "Raw materials" in shown
    assert "Hit rates" in shown
