from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cellprint.app.data import catalogue_folders, working_catalogue
from cellprint.app.imported.exporting import export_database
from cellprint.app.imported.flow_map import FlowMap, medium_of, read_rows
from cellprint.app.imported.importing import ImportOptions, default_name, import_file
from cellprint.app.imported.store import folder_of, imported_names, open_imported
from cellprint.app.imported.views import databases, products, report
from cellprint.app.lint import lint_folder
from cellprint.app.releases import export_release
from cellprint.catalogue.layers import read_layer
from cellprint.catalogue.restricted import restricted
from cellprint.cli.main import run
from cellprint.errors import BadInputError
from tests.formats.foreign_samples import (
    ECOSPOLD_1,
    STEEL_KGCO2E,
    openlca_zip,
    ref,
    steel_objects,
)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CELLPRINT_CATALOGUES", raising=False)


def file_of(folder: Path, content: bytes | str) -> Path:
    path = folder / "file.zip"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def footprint(name: str, product: str) -> float:
    rows = [row for row in products(name)["products"] if row["name"].casefold() == product]
    assert len(rows) == 1
    return float(rows[0]["footprint_kgco2e"])


@pytest.mark.parametrize("content", [openlca_zip(), ECOSPOLD_1])
def test_the_same_steel_from_two_formats_has_the_same_footprint(
    tmp_path: Path, content: bytes | str
) -> None:
    import_file(file_of(tmp_path, content), "steel")

    assert footprint("steel", "steel") == pytest.approx(STEEL_KGCO2E, rel=1e-12)


def test_every_exchange_is_accounted_for(tmp_path: Path) -> None:
    linking = import_file(file_of(tmp_path, openlca_zip()), "steel")["linking"]

    assert linking["accounted"] == linking["exchanges"] == 11
    assert linking["classes"] == {
        "linked": 2,
        "elementary": 4,
        "reference or co-product": 4,
        "reminder": 0,
        "cut off": 0,
        "error": 1,
    }
    assert linking["open_ends"] == [
        {"class": "error", "reason": "no provider", "flow": "Lime", "exchanges": 1}
    ]


def test_gaps_and_near_matches_are_the_user_s_decision(tmp_path: Path) -> None:
    objects = steel_objects()
    objects["flows/co2.json"]["name"] = "Carbon dioxide"
    path = file_of(tmp_path, openlca_zip(objects))

    careful = import_file(path, "a")
    decided = import_file(path, "b", options=ImportOptions(accept_gaps=True, accept_proxies=True))

    assert careful["elementary_flows"]["states"] == {"mapped": 1, "proxy not accepted": 1}
    assert decided["elementary_flows"]["states"] == {"mapped": 1, "proxy": 1}
    assert decided["linking"]["reasons"]["cut off"] == {"no provider, accepted by the user": 1}
    codes = {issue["code"] for issue in careful["losses"]["issues"]}
    assert {"CP-FMT-040", "CP-FMT-043", "CP-FMT-044", "CP-FMT-046"} <= codes
    assert "CP-FMT-041" in {issue["code"] for issue in decided["losses"]["issues"]}
    assert footprint("b", "steel") == pytest.approx(STEEL_KGCO2E, rel=1e-12)
    assert footprint("a", "steel") == pytest.approx(2e-6 * 29.8, rel=1e-12)


def test_products_without_stated_shares_share_by_mass_and_it_is_told(tmp_path: Path) -> None:
    import_file(file_of(tmp_path, openlca_zip()), "steel")

    # 3 kg CO2 over 3 kg of products
    assert footprint("steel", "petrol") == footprint("steel", "tar") == pytest.approx(1.0)
    rows = {row["name"]: row["allocation"] for row in products("steel")["products"]}
    assert rows["petrol"] == "physical property"


@pytest.mark.parametrize(
    ("shares", "petrol", "way"),
    [
        ([("petrol", 0.8, None), ("tar", 0.2, None)], 0.8 * 3 / 2, "stated"),
        ([("petrol", 0.8, None), ("tar", 0.4, None)], 1.0, "physical property"),
        ([("petrol", 0.5, 3), ("tar", 0.5, 3)], 0.5 * 3 / 2, "stated per exchange"),
    ],
)
def test_stated_shares_are_taken_when_they_add_up(
    tmp_path: Path, shares: list[tuple[str, float, int | None]], petrol: float, way: str
) -> None:
    objects = steel_objects()
    objects["processes/p3.json"]["allocationFactors"] = [
        {
            "@type": "AllocationFactor",
            "allocationType": "PHYSICAL_ALLOCATION" if number is None else "CAUSAL_ALLOCATION",
            "product": ref("Flow", product),
            "value": value,
            **({} if number is None else {"exchange": {"internalId": number}}),
        }
        for product, value, number in shares
    ]
    import_file(file_of(tmp_path, openlca_zip(objects)), "steel")

    assert footprint("steel", "petrol") == pytest.approx(petrol, rel=1e-12)
    assert {row["name"]: row["allocation"] for row in products("steel")["products"]}[
        "petrol"
    ] == way


def test_data_sets_that_say_the_same_of_themselves_stay_apart(tmp_path: Path) -> None:
    again = ECOSPOLD_1[ECOSPOLD_1.index(' <dataset number="2"') :].replace('"2"', '"3"', 1)
    document = import_file(
        file_of(tmp_path, ECOSPOLD_1.replace("</ecoSpold>", "") + again), "steel"
    )

    assert document["processes"] == 3
    assert "CP-FMT-047" in {issue["code"] for issue in document["losses"]["issues"]}
    assert document["linking"]["reasons"]["error"]["several equal providers"] == 3


def test_an_avoided_product_is_a_credit_and_a_treated_waste_a_burden(tmp_path: Path) -> None:
    objects = steel_objects()
    waste: dict[str, Any] = {"kind": "WASTE_FLOW"}
    from tests.formats.foreign_samples import exchange, flow  # noqa: PLC0415

    objects["flows/slag.json"] = flow("slag", **waste)
    objects["processes/p4.json"] = {
        "@type": "Process",
        "@id": "p4",
        "name": "Slag treatment",
        "exchanges": [
            exchange("slag", 1.0, is_input=True, isQuantitativeReference=True, **waste),
            exchange("co2", 0.2, kind="ELEMENTARY_FLOW"),
        ],
    }
    objects["flows/new.json"] = flow("new")
    objects["processes/p5.json"] = {
        "@type": "Process",
        "@id": "p5",
        "name": "New",
        "exchanges": [
            exchange("new", 1.0, isQuantitativeReference=True),
            exchange("slag", 3.0, **waste),
            exchange("power", 1.0, unit="kWh", is_input=True, isAvoidedProduct=True),
        ],
    }
    import_file(file_of(tmp_path, openlca_zip(objects)), "steel")

    # 3 kg slag at 0.2, less one kWh at 0.5 / 0.99
    assert footprint("steel", "new") == pytest.approx(0.6 - 0.5 / 0.99, rel=1e-12)


def _change(name: str, **change: Any) -> bytes:
    objects = steel_objects()
    objects[name] |= change
    return openlca_zip(objects)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            openlca_zip(
                {
                    "flows/a.json": steel_objects()["flows/lime.json"],
                    "unit_groups/g.json": steel_objects()["unit_groups/g1.json"],
                }
            ),
            "CP-FMT-018",
        ),
        (_change("processes/p2.json", **{"@id": "p1"}), "CP-FMT-011"),
        (ECOSPOLD_1[:900], "CP-FMT-005"),
        (b"nothing", "CP-FMT-001"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(
    tmp_path: Path, content: bytes | str, code: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        import_file(file_of(tmp_path, content), "steel")

    assert caught.value.code == code
    assert imported_names() == []
    folder = folder_of("steel").parent
    assert list(folder.iterdir()) == []


def test_a_name_is_kept_until_it_is_to_be_replaced(tmp_path: Path) -> None:
    path = file_of(tmp_path, openlca_zip())
    import_file(path, "steel")

    with pytest.raises(BadInputError) as taken:
        import_file(path, "steel")
    with pytest.raises(BadInputError) as wrong:
        import_file(path, "../steel")
    with pytest.raises(BadInputError) as unknown:
        open_imported("stahl")
    with pytest.raises(BadInputError) as no_process:
        open_imported("steel").process("p99")
    import_file(path, "steel", options=ImportOptions(replace=True))

    assert taken.value.code == "CP-FMT-014"
    assert wrong.value.code == "CP-FMT-016"
    assert unknown.value.code == "CP-FMT-015"
    assert no_process.value.code == "CP-FMT-017"
    assert imported_names() == ["steel"]
    assert open_imported("steel").process("p1").exchanges[0].amount == "1.0"
    assert default_name(Path("US LCI 1.5.zip.zip")) == "us-lci-1-5"


def test_a_loop_that_makes_more_than_it_gives_is_told_and_nothing_else_is_lost(
    tmp_path: Path,
) -> None:
    objects = steel_objects()
    objects["processes/p2.json"]["exchanges"][1]["amount"] = 1.5
    import_file(file_of(tmp_path, openlca_zip(objects)), "steel")

    computed = report("steel")["computing"]
    with pytest.raises(BadInputError) as caught:
        products("steel")

    assert computed["solved"] is False
    assert computed["findings"][0]["code"] == "CP-ENG-007"
    assert caught.value.code == "CP-FMT-013"


def test_unknown_flows_units_and_products_are_errors_in_the_report(tmp_path: Path) -> None:
    objects = steel_objects()
    del objects["flows/lime.json"]
    exchanges = objects["processes/p1.json"]["exchanges"]
    exchanges[3]["unit"] = ref("Unit", "stone", "stone")
    objects["processes/p3.json"]["exchanges"][0]["amount"] = 0.0
    objects["processes/p3.json"]["exchanges"][1]["amount"] = 0.0
    document = import_file(file_of(tmp_path, openlca_zip(objects)), "steel")

    assert document["linking"]["reasons"]["error"] == {
        "flow is not in the file": 1,
        "unit is not known": 1,
    }
    assert "CP-FMT-045" in {issue["code"] for issue in document["losses"]["issues"]}


def test_a_greenhouse_gas_without_factor_is_an_error(tmp_path: Path) -> None:
    objects = steel_objects()
    objects["flows/ch4.json"]["name"] = "Methane, bromo-, Halon 1001"
    document = import_file(file_of(tmp_path, openlca_zip(objects)), "steel")

    assert document["elementary_flows"]["states"]["greenhouse gas without factor"] == 1
    assert "CP-FMT-042" in {issue["code"] for issue in document["losses"]["issues"]}


def test_the_user_s_own_flow_map_comes_first(tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text(
        "SourceFlowName,SourceFlowUUID,SourceFlowContext,MatchCondition,ConversionFactor,"
        "TargetFlowName\n,ch4,,=,1,sf6\n",
        encoding="utf-8",
    )
    options = ImportOptions(maps=(table,))
    import_file(file_of(tmp_path, openlca_zip()), "steel", options=options)

    expected = STEEL_KGCO2E + 2e-6 * (25200.0 - 29.8)
    assert footprint("steel", "steel") == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "SourceFlowName,MatchCondition\na,=\n",
        'SourceFlowName,MatchCondition,ConversionFactor,TargetFlowName\na,=,"1,0",n2o\n',
    ],
)
def test_a_wrong_flow_map_is_told(text: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_rows(text, where="own.csv")

    assert caught.value.code == "CP-FMT-020"


@pytest.mark.parametrize(
    ("category", "medium"),
    [
        (("air", "unspecified"), "air"),
        (("emission", "air"), "air"),
        (("troposphere", "rural"), "air"),
        (("Elementary flows", "Emission to water", "river"), "water"),
        (("resource", "in air"), "resource"),
        (("Elementary flows",), ""),
    ],
)
def test_the_medium_is_told_by_the_path(category: tuple[str, ...], medium: str) -> None:
    assert medium_of(category) == medium


def test_an_empty_map_calls_no_greenhouse_gas_harmless() -> None:
    from cellprint.app.imported.columns import FlowFacts  # noqa: PLC0415
    from cellprint.model.foreign import ForeignKind  # noqa: PLC0415

    def state(name: str) -> str:
        facts = FlowFacts(
            id="x",
            name=name,
            kind=ForeignKind.ELEMENTARY,
            cas="",
            category=("air",),
            factors=(),
            location="",
        )
        return FlowMap(()).match(facts).state

    assert state("Carbon dioxide, fossil") == "greenhouse gas without factor"
    assert state("NMVOC, non-methane volatile organic compounds") == "no effect on climate"


def test_licensed_data_never_leave(tmp_path: Path) -> None:
    import_file(file_of(tmp_path, openlca_zip()), "steel")
    layers = catalogue_folders((Path("steel"),))

    catalogue = working_catalogue(layers)
    export_release(tmp_path / "release.json", layers)
    shut = (tmp_path / "release.json").read_text(encoding="utf-8")
    import_file(
        file_of(tmp_path, openlca_zip()),
        "steel",
        options=ImportOptions(replace=True, may_pass_on=True),
    )
    export_release(tmp_path / "release.json", catalogue_folders((Path("steel"),)))
    opened = (tmp_path / "release.json").read_text(encoding="utf-8")

    assert "steel.p1.steel" in catalogue.processes
    assert "steel.p1.steel" in restricted(catalogue).processes
    assert "steel.p1" not in shut
    assert "IMPORTED-STEEL" not in shut
    assert "steel.p1.steel" in opened


def test_the_verbs_say_what_became_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(file_of(tmp_path, openlca_zip()))

    code = run(["import", path, "--as", "steel"])
    text = capsys.readouterr().out
    assert code == 1  # lime has no provider
    assert "Lime" in text
    assert run(["import", path, "--as", "steel"]) == 2
    assert "CP-FMT-014" in capsys.readouterr().err
    assert run(["imported", "--lang", "zh"]) == 0
    assert "steel" in capsys.readouterr().out
    assert run(["imported", "steel", "--find", "steel", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["products"]) == 1
    assert run(["imported", "steel", "--find", "power", "--lang", "zh"]) == 0
    assert run(["imported", "steel", "--lang", "zh"]) == 0
    assert "没有供应过程" in capsys.readouterr().out
    assert databases()[0]["licences"][0]["processes"] == 2


def test_a_product_of_an_import_is_computed_by_the_catalogue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_file(file_of(tmp_path, openlca_zip()), "steel")

    assert run(["product", "steel.steel", "--catalogue", "steel", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)

    assert float(document["value"]) == pytest.approx(STEEL_KGCO2E, rel=1e-6)


@pytest.mark.parametrize("checksum", ["12345e678901", "089123456789", "123456789012"])
def test_a_checksum_that_looks_like_a_number_stays_text(
    checksum: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cellprint.app.imported.importing.digest", lambda _: checksum * 5)
    import_file(file_of(tmp_path, openlca_zip()), "steel")

    layer = read_layer(catalogue_folders((Path("steel"),))[0])

    assert layer.about.release == checksum


def test_an_export_reads_back_with_the_same_footprints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out.zip")
    import_file(file_of(tmp_path, openlca_zip()), "shut")
    import_file(file_of(tmp_path, openlca_zip()), "steel", options=ImportOptions(may_pass_on=True))

    assert run(["export", "shut", "--format", "openlca", "-o", out]) == 2
    assert "CP-FMT-019" in capsys.readouterr().err
    assert not Path(out).exists()
    assert run(["export", "steel", "--format", "word", "-o", out]) == 2
    assert "CP-FMT-021" in capsys.readouterr().err
    assert run(["export", "steel", "--format", "openlca", "-o", out]) == 0
    import_file(Path(out), "again")

    assert footprint("again", "steel") == pytest.approx(STEEL_KGCO2E, rel=1e-12)


def test_what_a_format_cannot_hold_is_told(tmp_path: Path) -> None:
    import_file(file_of(tmp_path, ECOSPOLD_1), "steel", options=ImportOptions(may_pass_on=True))

    document = export_database("steel", "openlca", tmp_path / "out.zip")

    paths = {issue["path"] for issue in document["losses"]["issues"]}
    assert {issue["code"] for issue in document["losses"]["issues"]} == {"CP-FMT-034"}
    assert "process/exchanges/fields" in paths  # the groups of EcoSpold 1
    import_file(tmp_path / "out.zip", "again")
    assert footprint("again", "steel") == pytest.approx(STEEL_KGCO2E, rel=1e-12)


def test_the_lint_reads_an_imported_database(tmp_path: Path) -> None:
    import_file(file_of(tmp_path, openlca_zip()), "steel")
    (folder,) = catalogue_folders((Path("steel"),))

    answer = lint_folder(folder)

    assert answer.file_findings == ()
    assert answer.report is not None
