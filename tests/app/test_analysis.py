from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cellprint.app.comparison import compare_files, compare_studies
from cellprint.app.compute import Computation, compute_study
from cellprint.app.data import shipped_catalogue
from cellprint.app.uncertain_study import parameter_slopes, uncertain_study
from cellprint.app.uncertainty import draw_study, sensitivity_document, uncertainty_document
from cellprint.app.whatif import what_if, what_if_document
from cellprint.engine.compiled import LANES
from cellprint.engine.montecarlo import Samples
from cellprint.engine.uncertain import varied
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study
from cellprint.model.study_resolve import resolve_study

EXAMPLES = Path(__file__).parents[2] / "examples"
XINING = EXAMPLES / "nmc811-xining" / "study.yaml"
LFP = EXAMPLES / "lfp-ctp-yibin" / "study.yaml"


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path_factory.getbasetemp() / "home"))


def computed(path: Path = XINING, *, more: str = "", **overrides: str) -> Computation:
    loaded = load_study((path.read_text("utf-8") + more).encode(), name="study.yaml")
    study = resolve_study(loaded.study, overrides=overrides, where=loaded.where)
    return compute_study(shipped_catalogue(), study)


def test_the_uncertain_system_at_its_base_is_the_system() -> None:
    study = uncertain_study(computed())

    values, direct = varied(study.system, study.system.quantities.base)

    assert values == pytest.approx(study.system.problem.values)
    assert direct == pytest.approx(study.system.problem.direct)


def test_a_parameter_moves_every_line_that_uses_it() -> None:
    base = computed()
    slopes = parameter_slopes(base)

    # cathode_per_kwh is in kg per kWh: the line of a 60 kWh battery moves by 60 kg per unit.
    assert slopes["cathode_per_kwh"] == {
        "cell/cathode": pytest.approx(base.study.battery.capacity_kwh)
    }


def test_the_gradient_predicts_a_small_change_of_a_parameter() -> None:
    base = computed()
    drawn = draw_study(base, samples=16)
    names = [known.name for known in drawn.uncertain.known]
    slope = drawn.gradient[names.index("parameter:plant_electricity")]

    moved = computed(plant_electricity="30.94 kWh/kWh_capacity")

    assert moved.linked.per_battery - base.linked.per_battery == pytest.approx(slope, rel=1e-6)


def test_same_seed_same_numbers_and_other_seed_others() -> None:
    base = computed()
    one = draw_study(base, samples=64, seed=3).samples.scores

    assert np.array_equal(one, draw_study(base, samples=64, seed=3).samples.scores)
    assert not np.array_equal(one, draw_study(base, samples=64, seed=4).samples.scores)


def test_stages_of_a_draw_add_up_to_the_battery() -> None:
    scores = draw_study(computed(), samples=64).samples.scores

    assert scores[:, 1:].sum(axis=1) == pytest.approx(scores[:, 0])


def test_the_interval_holds_the_median_and_names_its_level() -> None:
    base = computed()
    document = uncertainty_document(base, draw_study(base, samples=500))
    total = document["total"]

    assert float(total["low"]) < float(total["median"]) < float(total["high"])
    assert total["level"] == "0.9"
    assert document["draws"]["rejected"] == 0
    controlled, plain = document["mean_by_control_variate"], float(total["mean_error"])
    assert float(controlled["standard_error"]) < plain


def test_shares_of_variance_are_ranked_and_elasticities_have_signs() -> None:
    base = computed()
    document = sensitivity_document(base, draw_study(base, samples=500))
    shares = [float(row["share_of_variance"]) for row in document["ranking"]]

    assert shares == sorted(shares, reverse=True)
    rows = {row["id"]: float(row["elasticity"]) for row in document["ranking"]}
    assert rows["parameter:cathode_per_kwh"] > 0
    total = sum(float(row["share_of_variance"]) for row in document["by_source"])
    assert total == pytest.approx(1)
    for row in document["sobol_first_order"]:
        assert float(row["low"]) <= float(row["index"]) <= float(row["high"])


@pytest.mark.parametrize(("samples", "seed"), [(0, 1), (2_000_000, 1), (10, -1)])
def test_absurd_draws_are_refused(samples: int, seed: int) -> None:
    with pytest.raises(BadInputError) as caught:
        draw_study(computed(), samples=samples, seed=seed)

    assert caught.value.code in ("CP-UNC-001", "CP-UNC-002")


def test_an_interrupted_run_keeps_what_it_computed() -> None:
    drawn = draw_study(computed(), samples=10_000, stop=lambda done: done.groups >= 2)

    assert 0 < drawn.samples.drawn < 10_000


def test_a_study_against_itself_differs_by_nothing() -> None:
    document = compare_files([XINING, XINING], samples=64)

    pair = document["pairs"][0]
    assert float(pair["difference"]) == 0
    assert pair["probability_a_below_b"]["value"] == "0.5"


def test_a_comparison_sums_over_stages_and_is_sure_where_all_draws_agree() -> None:
    document = compare_files([XINING, LFP], samples=200)

    pair = document["pairs"][0]
    stages = sum(float(stage["difference"]) for stage in pair["stages"])
    assert stages == pytest.approx(float(pair["difference"]))
    assert float(pair["probability_a_below_b"]["value"]) < 0.05


def test_the_steps_between_rule_books_close() -> None:
    document = compare_files([XINING], rules=["eu-cfb-ev-draft-2024", "jrc-cfb-ev-2023"])

    for steps in document["waterfalls"]:
        change = sum(float(step["change"]) for step in steps["steps"])
        assert float(steps["first"]) + change == pytest.approx(float(steps["last"]), rel=1e-9)


def test_different_functional_units_are_never_compared() -> None:
    with pytest.raises(BadInputError) as caught:
        compare_files([XINING], rules=["eu-cfb-ev-draft-2024", "pef-2021"])

    assert caught.value.code == "CP-UNC-003"


def test_a_study_is_compared_with_itself_in_another_place_and_year() -> None:
    document = compare_files([LFP], rules=["iso-14067-2018"], changes=["CN-NM", "2021"], samples=64)

    first, moved, earlier = document["results"]
    assert moved["study"]["id"] == "lfp-ctp-yibin.CN-NM"
    assert earlier["study"]["id"] == "lfp-ctp-yibin.2021"
    # By the grid of the province: Inner Mongolia burns coal, Sichuan has hydropower.
    assert float(moved["total"]["value"]) > float(first["total"]["value"])
    coal = {one["id"]: float(one["difference"]) for one in document["pairs"][0]["stages"]}
    assert coal["manufacturing"] > 0.0
    assert coal["raw_materials"] == 0.0, "only the plant moves"


def test_a_place_that_nobody_knows_is_refused() -> None:
    with pytest.raises(BadInputError) as caught:
        compare_files([LFP], changes=["Qinghai"])

    assert caught.value.code == "CP-UNC-010"


def test_one_footprint_is_no_comparison() -> None:
    with pytest.raises(BadInputError) as caught:
        compare_files([XINING])

    assert caught.value.code == "CP-UNC-006"


@pytest.mark.parametrize(
    ("lever", "choice"),
    [
        ("route.nickel_sulfate_hexahydrate.mhp", "nickel_sulfate_hexahydrate: mhp"),
        ("route.primary_aluminium.hydro", "primary_aluminium: hydro"),
    ],
)
def test_a_route_lever_at_one_is_the_choice_solved_afresh(lever: str, choice: str) -> None:
    levers = what_if(computed())
    fresh = computed(more=f"\nchoices: {{{choice}}}\n").linked.per_battery

    assert levers.per_battery([{lever: 1.0}])[0] == pytest.approx(fresh, rel=1e-12)


def test_a_yield_lever_is_the_yield_solved_afresh() -> None:
    levers = what_if(computed())
    fresh = computed(cell_yield="0.9").linked.per_battery

    assert levers.per_battery([{"yield.cell": 0.9}])[0] == pytest.approx(fresh, rel=1e-12)


def test_levers_at_rest_change_nothing_and_can_be_combined() -> None:
    levers = what_if(computed())
    rest = {info.id: info.base for info in levers.infos.values() if info.unit != "kg CO2e/kg"}
    rest = {name: value for name, value in rest.items() if not name.startswith("supplier.")}

    together = levers.per_battery([rest, {"electricity.wind": 0.5, "yield.cell": 0.95}])

    assert together[0] == pytest.approx(levers.solved.base[0], rel=1e-12)
    assert together[1] != pytest.approx(together[0])


def test_a_supplier_lever_takes_the_value_for_the_product() -> None:
    base = computed()
    levers = what_if(base)
    same = levers.infos["supplier.graphite_anode"].base

    assert levers.per_battery([{"supplier.graphite_anode": same}])[0] == pytest.approx(
        base.linked.per_battery, rel=1e-12
    )


def test_wrong_levers_are_refused() -> None:
    levers = what_if(computed())
    for case, code in (
        ({"electricity.vind": 0.5}, "CP-UNC-004"),
        ({"electricity.wind": 1.5}, "CP-UNC-005"),
        ({"electricity.wind": 0.6, "electricity.pv": 0.6}, "CP-UNC-005"),
    ):
        with pytest.raises(BadInputError) as caught:
            levers.per_battery([case])
        assert caught.value.code == code


def test_the_document_lists_levers_or_answers_a_setting() -> None:
    levers = what_if(computed())
    listed = what_if_document(levers, {})
    answered = what_if_document(levers, {"electricity.wind": 1.0})

    wind = next(one for one in listed["levers"] if one["id"] == "electricity.wind")
    assert answered["value"] == wind["value"]
    assert float(answered["difference"]) < 0


def test_an_interrupted_comparison_keeps_draws_that_all_studies_have() -> None:
    asked: list[int] = []

    def stop(done: Samples) -> bool:
        asked.append(done.drawn)
        return len(asked) == 3  # in the first study, after three groups

    document = compare_studies([computed(), computed(LFP)], samples=400, stop=stop)

    assert asked == [LANES, 2 * LANES, 3 * LANES]
    assert document["draws"]["drawn"] == 3 * LANES


def test_a_comparison_interrupted_in_its_second_study_is_cut_to_its_draws() -> None:
    whole = compare_studies([computed(), computed(LFP)], samples=2 * LANES)
    asked: list[int] = []

    def stop(done: Samples) -> bool:
        asked.append(done.drawn)
        return len(asked) == 4 + 2  # four groups of the first study, two of the second

    cut = compare_studies([computed(), computed(LFP)], samples=4 * LANES, stop=stop)

    assert cut["draws"]["drawn"] == 2 * LANES
    assert cut["results"] == whole["results"]
    assert cut["pairs"] == whole["pairs"]
