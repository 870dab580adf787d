from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.errors import BadInputError
from cellprint.formats.package import open_package
from cellprint.formats.recognise import recognise
from cellprint.formats.simapro.read import read_simapro
from cellprint.model.foreign import (
    Dataset,
    ForeignFlow,
    ForeignKind,
    ForeignParameter,
    ForeignProcess,
    ForeignRecord,
    ForeignRole,
    UnitGroup,
    first_words,
)
from cellprint.model.loss_report import LossReport
from tests.formats.foreign_samples import zip_bytes
from tests.formats.simapro_samples import BLOCKS, simapro


def read(folder: Path, content: bytes) -> tuple[list[Dataset], LossReport]:
    path = folder / "file"
    path.write_bytes(content)
    report = LossReport()
    with open_package(path) as package:
        return list(read_simapro(package, recognise(package), report)), report


def process(found: list[Dataset], name: str) -> ForeignProcess:
    (one,) = (
        each
        for each in found
        if isinstance(each, ForeignProcess) and first_words(each.name) == name
    )
    return one


def flow(found: list[Dataset], name: str) -> ForeignFlow:
    (one,) = (
        each for each in found if isinstance(each, ForeignFlow) and first_words(each.name) == name
    )
    return one


def test_a_process_keeps_what_the_file_says(tmp_path: Path) -> None:
    found, report = read(tmp_path, simapro())
    steel = process(found, "Steel making")

    assert [(one.role, one.is_input, one.amount, one.unit) for one in steel.exchanges] == [
        (ForeignRole.REFERENCE, False, "1", "ton"),
        (ForeignRole.INPUT, True, "0.05", "ton"),
        (ForeignRole.INPUT, True, "400.0", "kWh"),
        (ForeignRole.ELEMENTARY, False, "1.8", "ton"),
        (ForeignRole.ELEMENTARY, False, "2", "g"),
        (ForeignRole.WASTE, False, "100.0", "kg"),
    ]
    assert steel.exchanges[2].formula == "A * PerTonne"
    assert first_words(steel.exchanges[2].comment) == "(1,2,3,4,5)from the meter"
    assert (steel.location, steel.category) == ("DE", ("Metals", "Steel"))
    assert (steel.valid_from, steel.valid_to) == ("2020", "2024")
    assert dict(steel.documentation)["description"] == (
        ("und", "made for the tests\nin two lines"),
    )
    assert dict(steel.fields)["sp:Process identifier"] == "Test000001"
    assert steel.licence.copyright == "true"
    assert not steel.allocation
    records = {one.id: first_words(one.name) for one in found if isinstance(one, ForeignRecord)}
    assert [(part, records[one]) for part, one in steel.references] == [
        ("source", "A book"),
        ("system", "A system"),
    ]
    assert report.options["encoding"] == "utf-8-sig"
    assert (report.options["decimal mark"], report.count("error")) == (",", 0)


def test_spreads_are_brought_to_one_convention(tmp_path: Path) -> None:
    found, report = read(tmp_path, simapro())
    _, _, power, carbon, methane, _ = process(found, "Steel making").exchanges

    assert power.spread is not None
    assert (power.spread.family, power.spread.parameters) == ("lognormal", (("gsd", "1.2"),))
    assert dict(power.spread.raw)["p1"] == "1.44"
    assert carbon.spread is not None
    assert carbon.spread.parameters == (("low", "1.5"), ("mode", "1.8"), ("high", "2.5"))
    assert methane.spread is not None
    assert methane.spread.parameters == (("sd", "0.4"),)
    assert report.paths("CP-FMT-049") == {"normal distribution": 1}


def test_flows_are_told_apart_by_section_and_place(tmp_path: Path) -> None:
    found, _ = read(tmp_path, simapro())

    assert flow(found, "Methane, fossil").category == ("Emissions to air", "low. pop.")
    assert flow(found, "Methane, fossil").cas == "74-82-8"
    assert flow(found, "Slag").kind is ForeignKind.WASTE
    assert flow(found, "Tar").category == ("Fuels",)
    mass = next(one for one in found if isinstance(one, UnitGroup) and len(one.units) == 3)
    assert {one.name: one.factor for one in mass.units} == {"kg": "1", "g": "0.001", "ton": "1000"}


def test_the_reference_unit_is_the_one_that_the_list_names(tmp_path: Path) -> None:
    units = "kg;Mass;1;kg\ng;Mass;0,001;kg"
    assert units in BLOCKS
    found, _ = read(tmp_path, simapro(BLOCKS.replace(units, "kilo;Mass;1;kg\n" + units)))
    mass = next(one for one in found if isinstance(one, UnitGroup) and len(one.units) == 4)

    assert next(one.name for one in mass.units if one.id == mass.reference) == "kg"


def test_a_treatment_takes_its_waste_in_and_products_have_shares(tmp_path: Path) -> None:
    found, _ = read(tmp_path, simapro())
    slag = process(found, "Slag").exchanges[0]
    refinery = process(found, "Petrol")

    assert (slag.role, slag.is_input) == (ForeignRole.REFERENCE, True)
    assert [one.share for one in refinery.allocation] == ["0.8", "0.2"]
    assert [one.role for one in refinery.exchanges[:2]] == [
        ForeignRole.REFERENCE,
        ForeignRole.COPRODUCT,
    ]


def test_a_parameter_of_the_project_hides_one_of_the_database(tmp_path: Path) -> None:
    found, report = read(tmp_path, simapro())
    (shared,) = (one for one in found if isinstance(one, ForeignParameter))
    own = process(found, "Steel making").parameters

    assert (shared.name, shared.amount) == ("share", "1")
    assert [(one.name, one.amount, one.formula) for one in own] == [
        ("A", "200", ""),
        ("perTonne", "2.0", "2 * Share"),
    ]
    assert own[0].spread is not None
    assert own[0].spread.parameters == (("low", "100"), ("high", "300"))
    assert report.paths("CP-FMT-030") == {"block Database Input parameters": 1}


@pytest.mark.parametrize(
    ("old", "new"),
    [("A * PerTonne", "A * nothing"), ("A * PerTonne", "sqr(A)"), ("2 * Share", "1 / (Share - 1)")],
)
def test_a_formula_without_value_is_an_unknown_amount_and_never_zero(
    tmp_path: Path, old: str, new: str
) -> None:
    found, report = read(tmp_path, simapro(BLOCKS.replace(old, new)))
    power = process(found, "Steel making").exchanges[2]

    assert power.amount == ""
    assert report.codes()["CP-FMT-048"] >= 1
    assert report.count("error") >= 1


def test_waste_scenarios_split_what_they_take_in(tmp_path: Path) -> None:
    scenario = """Process

Category type
waste scenario

Process identifier
Test9

Waste scenario
Old steel;kg;10;All waste types;Wastes;

Separated waste
Slag;{kind};90

Remaining waste
Rest;;100

End
"""
    known, _ = read(tmp_path, simapro(BLOCKS + scenario.format(kind="All waste types")))
    unknown, report = read(tmp_path, simapro(BLOCKS + scenario.format(kind="Metals")))

    # 90 % of 10 kg, and all of the kilogram that is left
    assert [float(one.amount) for one in process(known, "Old steel").exchanges] == [10, 9, 1]
    assert [one.amount for one in process(unknown, "Old steel").exchanges] == ["10", "", ""]
    assert report.paths("CP-FMT-048") == {"amount (depends on the waste)": 2}


@pytest.mark.parametrize(
    ("separator", "mark", "cell"), [("Comma", ",", "."), ("Tab", "\t", ","), ("Tab", "\t", ".")]
)
def test_separator_and_decimal_mark_are_those_of_the_header(
    tmp_path: Path, separator: str, mark: str, cell: str
) -> None:
    blocks = f"""Process

Products
Wool{mark}kg{mark}"1{cell}5"{mark}100{mark}{mark}{mark}

End
"""
    found, _ = read(tmp_path, simapro(blocks, separator=separator, decimal=cell))

    assert process(found, "Wool").exchanges[0].amount == "1.5"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_the_encoding_is_told_by_the_bytes(tmp_path: Path, encoding: str) -> None:
    blocks = BLOCKS.replace("Slag", "Schlacke für µg")
    found, report = read(tmp_path, simapro(blocks, encoding=encoding))

    assert flow(found, "Schlacke für µg").kind is ForeignKind.WASTE
    assert "CP-FMT-050" not in report.codes()
    broken = simapro(blocks, encoding="cp1252").replace(b"\xb5", b"\x81")
    assert read(tmp_path, broken)[1].codes()["CP-FMT-050"] > 0


def test_what_is_not_read_is_told(tmp_path: Path) -> None:
    blocks = BLOCKS.replace("Waste to treatment\n", "Something new\na;b\n\nWaste to treatment\n")
    _, report = read(tmp_path, simapro(blocks + "\nProduct stage\n\nCategory type\nuse\n\nEnd\n"))

    assert report.paths("CP-FMT-030") == {
        "Process/Something new": 1,
        "block Product stage": 1,
        "block Database Input parameters": 1,
    }


def test_processes_that_say_the_same_of_themselves_stay_apart(tmp_path: Path) -> None:
    block = BLOCKS[: BLOCKS.index("\nEnd\n") + 5]
    found, report = read(tmp_path, simapro(block + block))

    assert len({one.id for one in found if isinstance(one, ForeignProcess)}) == 2
    assert report.codes()["CP-FMT-047"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (simapro(BLOCKS.replace("ton;1,8", "ton;1.800,5")), "CP-FMT-010"),
        (simapro(BLOCKS.replace("kWh;1;100", "kWh;NaN;100")), "CP-FMT-010"),
        (simapro(separator="Bar"), "CP-FMT-012"),
        (simapro(decimal="'"), "CP-FMT-012"),
        (simapro()[:800], "CP-FMT-023"),
        (simapro(BLOCKS.replace("made for", '"' + "x" * 200_000)), "CP-FMT-023"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused(
    tmp_path: Path, content: bytes, code: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, content)

    assert caught.value.code == code


def test_files_in_an_archive_are_read_too(tmp_path: Path) -> None:
    found, _ = read(tmp_path, zip_bytes({"a.txt": "no data", "b.csv": simapro()}))

    assert process(found, "Steel making").location == "DE"
