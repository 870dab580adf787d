from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from cellprint.app.imported.exporting import export_database
from cellprint.app.imported.importing import ImportOptions, import_file
from cellprint.app.imported.views import products
from cellprint.errors import BadInputError
from cellprint.formats.ilcd.dataset import uid
from cellprint.formats.ilcd.process_tree import rounded
from cellprint.formats.ilcd.read import dataset_of, document, read_ilcd
from cellprint.formats.ilcd.tree import xml_of
from cellprint.formats.ilcd.write import write_ilcd
from cellprint.formats.lookup import Lookup
from cellprint.formats.package import open_package
from cellprint.formats.recognise import recognise
from cellprint.model.foreign import Dataset, ForeignKind, ForeignProcess, ForeignRole
from cellprint.model.loss_report import LossReport
from tests.formats.foreign_samples import SHARED, STEEL_KGCO2E, openlca_zip, zip_bytes
from tests.formats.foreign_strategies import databases

SCHEMAS = SHARED / "schemas" / "ilcd"
FILES = {
    "processes": "ILCD_ProcessDataSet.xsd",
    "flows": "ILCD_FlowDataSet.xsd",
    "flowproperties": "ILCD_FlowPropertyDataSet.xsd",
    "unitgroups": "ILCD_UnitGroupDataSet.xsd",
    "sources": "ILCD_SourceDataSet.xsd",
    "contacts": "ILCD_ContactDataSet.xsd",
}
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the shared folder with the ILCD schemas is absent"
)


@cache
def schema(folder: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMAS / FILES[folder])))


def faults(content: bytes) -> list[str]:
    found = []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            folder = name.split("/")[1]
            if folder == "cellprint":
                continue
            checked = schema(folder)
            if not checked.validate(etree.fromstring(archive.read(name))):
                found.append(f"{name}: {checked.error_log}")
    return found


@pytest.mark.shared
@needs_schemas
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(database=databases())
def test_what_is_written_is_valid(
    tmp_path_factory: pytest.TempPathFactory, database: tuple[list[Dataset], Lookup]
) -> None:
    path = tmp_path_factory.mktemp("ilcd") / "out.zip"

    write_ilcd(path, *database, LossReport())

    assert faults(path.read_bytes()) == []


@pytest.mark.shared
@needs_schemas
def test_an_export_is_valid_and_reads_back_with_the_same_footprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path))
    path = tmp_path / "in.zip"
    path.write_bytes(openlca_zip())
    import_file(path, "steel", options=ImportOptions(may_pass_on=True))

    document = export_database("steel", "ilcd", tmp_path / "out.zip")
    import_file(tmp_path / "out.zip", "again")

    assert faults((tmp_path / "out.zip").read_bytes()) == []
    rows = {row["name"]: row for row in products("again")["products"]}
    # kilograms: the reference unit; 1 t of steel was written as 1000 kg
    assert float(rows["Steel"]["footprint_kgco2e"]) == pytest.approx(STEEL_KGCO2E, rel=1e-12)
    told = {issue["path"]: issue["action"] for issue in document["losses"]["issues"]}
    assert told["process/exchanges/quality"] == "moved to extension"


def steel_xml(tmp_path: Path) -> str:
    path = tmp_path / "out.zip"
    source = tmp_path / "in.zip"
    source.write_bytes(openlca_zip())
    with open_package(source) as package:
        from cellprint.formats.lookup import look_up  # noqa: PLC0415
        from cellprint.formats.openlca.read import read_openlca  # noqa: PLC0415

        found = list(read_openlca(package, recognise(package), LossReport()))
    write_ilcd(path, found, look_up(found), LossReport())
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"ILCD/processes/{uid('process', 'p1')}.xml").decode()


def plain(text: str) -> str:
    """Return a file without what only cellprint reads, as another tool sees it."""
    root = etree.fromstring(text.encode())
    for one in root.findall("{http://lca.jrc.it/ILCD/Common}other"):
        root.remove(one)
    return etree.tostring(root).decode()


def as_process(text: str, *, openlca: bool = False) -> tuple[ForeignProcess, LossReport]:
    report = LossReport()
    kinds = {uid("flow", "co2"): ForeignKind.ELEMENTARY}
    found = dataset_of(document(text.encode(), "x"), kinds, report, openlca=openlca)
    assert isinstance(found, ForeignProcess)
    return found, report


def test_another_tool_sees_amounts_in_the_unit_of_the_flow_and_gsd_squared(tmp_path: Path) -> None:
    steel, _ = as_process(plain(steel_xml(tmp_path)))
    power = steel.exchanges[1]

    amounts = [float(one.amount) for one in steel.exchanges]
    assert amounts == [1000.0, 1440.0, 50.0, 1800.0, 0.002]  # t in kg, kWh in MJ
    assert steel.exchanges[0].role is ForeignRole.REFERENCE
    assert power.spread is None  # its record would be in kWh, so it stands in the extension
    assert steel.valid_from == "2020"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.44", "1.44"),
        ("33.33333", "33.333"),
        ("1.52399", "1.524"),
        ("12345.6", "12346"),
        ("123456", ""),
        ("100", "100"),
        ("0", "0"),
        ("-1", ""),
    ],
)
def test_percentages_fit_into_five_digits(value: str, text: str) -> None:
    assert rounded(Decimal(value)) == text


def _spread(kind: str, **values: str) -> str:
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in values.items())
    order = inner.replace(
        "<relative", f"<uncertaintyDistributionType>{kind}</uncertaintyDistributionType><relative"
    )
    return (
        order
        if "<relative" in inner
        else (f"{inner}<uncertaintyDistributionType>{kind}</uncertaintyDistributionType>")
    )


SMALL = """<processDataSet xmlns="http://lca.jrc.it/ILCD/Process"
 xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">
 <processInformation><dataSetInformation><common:UUID>u</common:UUID>
  <name><baseName xml:lang="zh">钢</baseName><baseName xml:lang="en">Steel</baseName></name>
 </dataSetInformation>
 <quantitativeReference type="Reference flow(s)"><referenceToReferenceFlow>0
 </referenceToReferenceFlow></quantitativeReference>
 <mathematicalRelations><variableParameter name="a"><meanValue>3</meanValue></variableParameter>
 </mathematicalRelations></processInformation>
 <modellingAndValidation><LCIMethodAndAllocation>
  <LCIMethodApproaches>Allocation - market value</LCIMethodApproaches>
 </LCIMethodAndAllocation></modellingAndValidation>
 <exchanges>
  <exchange dataSetInternalID="0"><referenceToFlowDataSet refObjectId="f0"/>
   <exchangeDirection>Output</exchangeDirection><meanAmount>1</meanAmount></exchange>
  <exchange dataSetInternalID="1"><referenceToFlowDataSet refObjectId="f1"/>
   <exchangeDirection>Input</exchangeDirection><referenceToVariable>a</referenceToVariable>
   <meanAmount>0.24</meanAmount>SPREAD
   <allocations><allocation internalReferenceToCoProduct="0" allocatedFraction="40"/></allocations>
   <dataDerivationTypeStatus>STATUS</dataDerivationTypeStatus></exchange>
 </exchanges></processDataSet>"""


@pytest.mark.parametrize(
    ("record", "openlca", "family", "expected"),
    [
        (_spread("log-normal", relativeStandardDeviation95In="1.44"), False, "lognormal", "1.2"),
        (_spread("log-normal", relativeStandardDeviation95In="1.2"), True, "lognormal", "1.2"),
        (_spread("normal", relativeStandardDeviation95In="0.8"), False, "normal", "0.4"),
        (_spread("uniform", minimumAmount="1", maximumAmount="2"), False, "uniform", "1"),
        (_spread("log-normal", relativeStandardDeviation95In="0.9"), False, "", ""),
    ],
)
def test_spread_fields_follow_the_format_or_the_tool_that_wrote_them(
    record: str,
    *,
    openlca: bool,
    family: str,
    expected: str,
) -> None:
    steel, _ = as_process(
        SMALL.replace("SPREAD", record).replace("STATUS", "Measured"), openlca=openlca
    )
    found = steel.exchanges[1].spread

    assert found is not None
    assert found.family == family
    assert (found.parameters[0][1] if family else "") == expected


def test_variables_languages_shares_and_gaps_are_understood() -> None:
    text = SMALL.replace("SPREAD", "").replace("STATUS", "Missing important")
    steel, report = as_process(text.replace("0.24", "0"))
    other, _ = as_process(text)

    assert dict(steel.name) == {"zh": "钢", "en": "Steel"}
    assert other.exchanges[1].amount == "0.72"  # 0.24 · a, a = 3
    assert other.allocation[0].share == "0.4"
    assert (other.allocation[0].method, other.allocation[0].exchange) == ("economic", 1)
    assert report.codes()["CP-FMT-035"] == 1


def test_an_amount_in_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    from cellprint.model.foreign import ForeignExchange  # noqa: PLC0415

    exchange = ForeignExchange(
        seq=1, flow="f", is_input=True, role=ForeignRole.INPUT, amount="240", unit="g"
    )
    process = ForeignProcess(id="p", name=(), exchanges=(exchange,))

    with pytest.raises(BadInputError) as caught:
        write_ilcd(tmp_path / "out.zip", [process], Lookup(), LossReport())

    assert caught.value.code == "CP-FMT-022"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"processes/a.xml": SMALL.replace("SPREAD", "").replace("0.24", "0,24")}, "CP-FMT-010"),
        ({"processes/a.xml": SMALL.replace("<common:UUID>u</common:UUID>", "")}, "CP-FMT-012"),
        ({"processes/a.xml": SMALL[:-20]}, "CP-FMT-005"),
        ({"a.json": '{"processDataSet": []}'}, "CP-FMT-012"),
    ],
)
def test_wrong_files_are_told(tmp_path: Path, files: dict[str, bytes | str], code: str) -> None:
    path = tmp_path / "in.zip"
    path.write_bytes(zip_bytes(files))

    with pytest.raises(BadInputError) as caught:
        read_all(path)

    assert caught.value.code == code


def read_all(path: Path) -> list[Dataset]:
    with open_package(path) as package:
        return list(read_ilcd(package, recognise(package), LossReport()))


def test_tidas_says_the_same_in_json(tmp_path: Path) -> None:
    text = SMALL.replace("SPREAD", "").replace("STATUS", "Measured")
    tree: dict[str, Any] = document(text.encode(), "x")
    single = json.loads(json.dumps(tree))
    # a single item may stand without a list
    information = single["processDataSet"]["processInformation"][0]
    single["processDataSet"]["processInformation"] = information
    path = tmp_path / "in.zip"
    path.write_bytes(zip_bytes({"processes/u.json": json.dumps(single)}))

    with open_package(path) as package:
        assert recognise(package).id == "tidas"

    assert read_all(path) == [as_process(text)[0]]


def test_what_was_kept_of_a_file_is_put_back_where_it_stood() -> None:
    text = (
        SMALL.replace("SPREAD", "")
        .replace("STATUS", "Measured")
        .replace(
            "</LCIMethodAndAllocation>",
            "<modellingConstants>k</modellingConstants></LCIMethodAndAllocation>",
        )
    )
    steel, report = as_process(text)

    from cellprint.formats.ilcd.dataset import dataset_tree  # noqa: PLC0415

    again = as_process(xml_of(dataset_tree(steel, Lookup())).decode())[0]

    assert "modellingAndValidation/LCIMethodAndAllocation/modellingConstants/#text" in str(
        report.paths("CP-FMT-031")
    )
    assert again.fields == steel.fields
