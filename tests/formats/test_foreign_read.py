from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cellprint.errors import BadInputError
from cellprint.formats.ecospold.one import read_ecospold1
from cellprint.formats.openlca.read import read_openlca
from cellprint.formats.package import open_package
from cellprint.formats.recognise import recognise
from cellprint.formats.spreads import gsd_of_variance, mode_of_mean, root, spread
from cellprint.model.foreign import Dataset, ForeignProcess, ForeignRole
from cellprint.model.foreign_json import dataset_kind, from_plain, to_plain
from cellprint.model.loss_report import LossReport, finding_of
from tests.formats.foreign_samples import ECOSPOLD_1, openlca_zip, steel_objects


def read(folder: Path, content: bytes) -> tuple[list[Dataset], LossReport]:
    path = folder / "file"
    path.write_bytes(content)
    report = LossReport()
    with open_package(path) as package:
        kind = recognise(package)
        reader = read_openlca if kind.id == "openlca" else read_ecospold1
        return list(reader(package, kind, report)), report


def processes(found: list[Dataset]) -> dict[str, ForeignProcess]:
    return {
        dict(one.name).get("en", dict(one.name).get("und", "")): one
        for one in found
        if isinstance(one, ForeignProcess)
    }


def test_an_openlca_process_keeps_what_the_file_says(tmp_path: Path) -> None:
    found, report = read(tmp_path, openlca_zip())
    steel = processes(found)["Steel making"]
    power = steel.exchanges[1]

    assert [one.role for one in steel.exchanges] == [
        ForeignRole.REFERENCE,
        ForeignRole.INPUT,
        ForeignRole.INPUT,
        ForeignRole.ELEMENTARY,
        ForeignRole.ELEMENTARY,
    ]
    assert (power.amount, power.unit, power.formula) == ("400.0", "kWh", "2 * a")
    assert (power.provider, power.quality) == ("p2", "(1;2;3;2;1)")
    assert power.spread is not None
    assert (power.spread.family, power.spread.parameters) == ("lognormal", (("gsd", "1.2"),))
    assert steel.category == ("Metals", "Steel")
    assert (steel.valid_from, steel.valid_to) == ("2020-01-01", "2024-12-31")
    assert (steel.licence.copyright, steel.licence.restrictions) == (
        "true",
        (("und", "members only"),),
    )
    assert dict(steel.documentation)["technology"] == (("und", "blast furnace"),)
    assert report.count("error") == report.count("loss") == 0


@pytest.mark.parametrize(
    ("formula", "path"),
    [
        ("2 * a", ""),
        ("2 * A * shared", ""),
        ("3 * a", "formula gives another amount"),
        ("2 * b", "formula (b is not known)"),
    ],
)
def test_formulas_are_compared_with_the_stored_amounts(
    tmp_path: Path, formula: str, path: str
) -> None:
    objects = steel_objects()
    objects["processes/p1.json"]["exchanges"][1]["amountFormula"] = formula
    objects["parameters/s.json"] = {"@type": "Parameter", "name": "shared", "formula": "4 / 4"}
    found, report = read(tmp_path, openlca_zip(objects))

    assert processes(found)["Steel making"].exchanges[1].amount == "400.0"
    assert report.paths("CP-FMT-054") == ({path: 1} if path else {})


def test_schema_1_spells_keys_differently_and_means_the_same(tmp_path: Path) -> None:
    objects = steel_objects()
    old = {
        "isInput": "input",
        "isQuantitativeReference": "quantitativeReference",
        "dqEntry": "pedigreeUncertainty",
    }
    for name, one in objects.items():
        if name.startswith("processes/"):
            one["exchanges"] = [
                {old.get(key, key): value for key, value in exchange.items()}
                for exchange in one["exchanges"]
            ]
    newer, _ = read(tmp_path, openlca_zip())
    older, report = read(tmp_path, openlca_zip(objects, version=1))

    assert report.options["schema"] == "1"
    assert processes(older) == processes(newer)


def test_an_ecospold_1_process_keeps_what_the_file_says(tmp_path: Path) -> None:
    found, _ = read(tmp_path, ECOSPOLD_1.encode())
    steel = processes(found)["Steel"]
    power, methane = steel.exchanges[1], steel.exchanges[4]

    assert dict(steel.name) == {"en": "Steel", "de": "Stahl"}
    assert (steel.location, steel.valid_from, steel.valid_to) == ("DE", "2020", "2024")
    assert (steel.licence.kind, steel.licence.copyright) == ("licensees", "true")
    assert power.spread is not None
    assert power.spread.parameters == (("gsd", "1.2"),)
    # mean 0.002, low 0.001, high 0.006: mode = 3·0.002 - 0.001 - 0.006 < low, so mean is the mode
    assert methane.spread is not None
    assert dict(methane.spread.parameters)["mode"] == "0.002"
    assert power.flow == processes(found)["Electricity"].exchanges[0].flow


@pytest.mark.parametrize("content", [openlca_zip(), ECOSPOLD_1.encode()])
def test_every_data_set_survives_the_way_through_json(tmp_path: Path, content: bytes) -> None:
    for one in read(tmp_path, content)[0]:
        assert from_plain(dataset_kind(one), to_plain(one)) == one


def _with(change: dict[str, Any]) -> bytes:
    objects = steel_objects()
    objects["processes/p1.json"]["exchanges"][0] |= change
    return openlca_zip(objects)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_with({"amount": "1,5"}), "CP-FMT-010"),
        (_with({"amount": None}), "CP-FMT-012"),
        (openlca_zip().replace(b"PK\x01\x02", b"PK\x01\x03", 1), "CP-FMT-002"),
        (openlca_zip({**steel_objects(), "processes/p9.json": {"name": "x"}}), "CP-FMT-012"),
        (openlca_zip({**steel_objects(), "processes/p9.json": [1]}), "CP-FMT-007"),
        (ECOSPOLD_1.replace('"1440"', '"1,44"').encode(), "CP-FMT-010"),
        (ECOSPOLD_1.replace('meanValue="1440"', "").encode(), "CP-FMT-012"),
        (ECOSPOLD_1.replace('"1440"', '"1e999"').encode(), "CP-FMT-010"),
        (ECOSPOLD_1.replace('"1440"', '"NaN"').encode(), "CP-FMT-010"),
        (ECOSPOLD_1[:-30].encode(), "CP-FMT-005"),
        (ECOSPOLD_1.replace("<outputGroup>0", "<outputGroup>9").encode(), "CP-FMT-012"),
    ],
)
def test_wrong_files_are_told_with_a_place(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, content)

    assert caught.value.code == code
    assert caught.value.findings[0].where


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    objects = steel_objects()
    objects["lcia_methods/m.json"] = {"@type": "ImpactMethod", "@id": "m"}
    objects["processes/p1.json"]["newField"] = {"a": 0.10}

    found, report = read(tmp_path, openlca_zip(objects))

    assert report.paths("CP-FMT-030") == {"lcia_methods/": 1}
    assert report.paths("CP-FMT-031")["process/newField"] == 1
    assert ("olca:newField", '{"a": 0.1}') in processes(found)["Steel making"].fields
    issue = report.to_json()["issues"][0]
    assert finding_of(issue).line().startswith("CP-FMT-030")


@pytest.mark.parametrize(
    ("family", "parameters", "amount", "reason"),
    [
        ("lognormal", {"gsd": "1.2"}, "1", ""),
        ("lognormal", {"gsd": "1.0"}, "1", "gsd is not above 1"),
        ("lognormal", {"gsd": "0.5"}, "1", "gsd is not above 1"),
        ("lognormal", {"gsd": "11"}, "1", "gsd is above 10"),
        ("lognormal", {"gsd": ""}, "1", "not a number"),
        ("lognormal", {"gsd": "1.2"}, "0", "amount is zero"),
        ("normal", {"sd": "0"}, "1", "sd is not above 0"),
        ("uniform", {"low": "2", "high": "1"}, "1", "low is not below high"),
        ("triangular", {"low": "1", "mode": "5", "high": "2"}, "1", "mode is outside low and high"),
        ("beta", {}, "1", "family is not known"),
    ],
)
def test_a_record_is_used_or_told_why_not(
    family: str, parameters: dict[str, str], amount: str, reason: str
) -> None:
    made, why = spread(family, parameters, amount=amount, raw={"a": "b"}, convention="x")

    assert why == reason
    assert made.family == ("" if reason else family)
    assert made.raw == (("a", "b"),)


def test_the_conventions_of_spread_fields_agree() -> None:
    # gsd 1.2: σ = ln 1.2 = 0.1823216, σ² = 0.0332412 (worked by hand)
    assert float(gsd_of_variance("0.0332412")) == pytest.approx(1.2, rel=1e-6)
    assert root("0.16") == "0.4"
    # triangle (2, 3, 5): mean 10/3, mode = 10 - 2 - 5 = 3
    mode, possible = mode_of_mean(mean="3.3333333333333335", low="2", high="5")
    assert float(mode) == pytest.approx(3.0)
    assert possible
