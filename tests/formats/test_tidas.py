from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from cellprint.formats.ilcd.node import REST
from cellprint.formats.lookup import look_up
from cellprint.formats.tidas.write import REQUIRED, write_tidas
from cellprint.model.foreign import (
    Dataset,
    FlowProperty,
    ForeignExchange,
    ForeignFlow,
    ForeignKind,
    ForeignProcess,
    ForeignRecord,
    ForeignRole,
    ForeignUnit,
    Licence,
    PropertyFactor,
    UnitGroup,
)
from cellprint.model.loss_report import LossReport
from tests.formats.foreign_samples import SHARED

SCHEMAS = SHARED / "schemas" / "tidas"
UUID = "00000000-0000-4000-8000-00000000000{}".format
BOTH = (("en", "steel"), ("zh", "钢"))


def reference(kind: str, number: int) -> dict[str, Any]:
    return {
        "@type": f"{kind} data set",
        "@refObjectId": UUID(number),
        "@version": "01.00.000",
        "@uri": f"../{kind}s/{UUID(number)}.xml",
        "common:shortDescription": {"@xml:lang": "en", "#text": "x"},
    }


def complete_process() -> ForeignProcess:
    """Return a process that states all that TIDAS asks for; what only TIDAS has was kept."""
    classes = [
        ("C", "Manufacturing"),
        ("24", "Manufacture of basic metals"),
        ("241", "Manufacture of basic iron and steel"),
        ("2410", "Manufacture of basic iron and steel"),
    ]
    fulfilled = "Fully compliant"
    rest = {
        "processInformation": {
            "dataSetInformation": {
                "classificationInformation": {
                    "common:classification": {
                        "common:class": [{"@classId": number} for number, _ in classes]
                    }
                }
            }
        },
        "modellingAndValidation": {
            "validation": {"review": {"@type": "Not reviewed"}},
            "complianceDeclarations": {
                "compliance": {
                    "common:referenceToComplianceSystem": reference("source", 6),
                    "common:approvalOfOverallCompliance": fulfilled,
                    "common:nomenclatureCompliance": fulfilled,
                    "common:methodologicalCompliance": fulfilled,
                    "common:reviewCompliance": "Not defined",
                    "common:documentationCompliance": fulfilled,
                    "common:qualityCompliance": "Not defined",
                }
            },
        },
        "administrativeInformation": {
            "common:commissionerAndGoal": {
                "common:referenceToCommissioner": reference("contact", 5),
                "common:intendedApplications": {"@xml:lang": "en", "#text": "tests"},
            },
            "dataEntryBy": {
                "common:timeStamp": "2026-11-21T12:00:00+08:00",
                "common:referenceToDataSetFormat": reference("source", 6),
            },
            "publicationAndOwnership": {"common:permanentDataSetURI": "https://example.org/1"},
        },
    }
    return ForeignProcess(
        id=UUID(1),
        name=BOTH,
        version="01.00.000",
        category=tuple(text for _, text in classes),
        location="CN",
        valid_from="2024",
        valid_to="2028",
        exchanges=(
            ForeignExchange(
                seq=1,
                flow=UUID(2),
                is_input=False,
                role=ForeignRole.REFERENCE,
                amount="1.10",
                derivation="Measured",
            ),
        ),
        licence=Licence(kind="public", copyright="true", owner=UUID(5)),
        documentation=(
            ("description", BOTH),
            ("technology", BOTH),
            ("name_treatment", BOTH),
            ("name_mix_location", BOTH),
        ),
        references=(("documentor", UUID(5)),),
        fields=((REST, json.dumps(rest, ensure_ascii=False)),),
    )


def written(folder: Path, process: ForeignProcess) -> tuple[dict[str, Any], LossReport]:
    unit = ForeignUnit(id=f"{UUID(4)}-0", name="kg", factor="1")
    found: list[Dataset] = [
        UnitGroup(id=UUID(4), name=BOTH, units=(unit,), reference=unit.id),
        FlowProperty(id=UUID(3), name=BOTH, unit_group=UUID(4)),
        ForeignFlow(
            id=UUID(2),
            name=BOTH,
            kind=ForeignKind.PRODUCT,
            properties=(PropertyFactor(property=UUID(3), factor="1"),),
        ),
        ForeignRecord(kind="contact", id=UUID(5), name=BOTH),
        process,
    ]
    report = LossReport()
    write_tidas(folder / "out.zip", found, look_up(found), report)
    with zipfile.ZipFile(folder / "out.zip") as archive:
        tree: dict[str, Any] = json.loads(archive.read(f"processes/{process.id}.json"))
    return tree, report


@pytest.mark.shared
@pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the shared folder with the TIDAS schemas is absent"
)
def test_a_complete_process_is_valid_and_nothing_of_it_needs_the_extension(tmp_path: Path) -> None:
    registry: Registry[Any] = Registry().with_resources(
        (path.name, DRAFT7.create_resource(json.loads(path.read_text("utf-8"))))
        for path in SCHEMAS.glob("*.json")
    )
    schema = {"$ref": "tidas_processes.json"}

    tree, report = written(tmp_path, complete_process())

    errors = [
        f"{'/'.join(str(part) for part in one.absolute_path)}: {one.message[:200]}"
        for one in Draft7Validator(schema, registry=registry).iter_errors(tree)
    ]
    assert errors == []
    assert report.codes()["CP-FMT-036"] == 0
    assert not [path for path in report.paths("CP-FMT-034") if path.startswith("process")]


def test_what_tidas_requires_and_nobody_stated_is_told_and_not_invented(tmp_path: Path) -> None:
    process = ForeignProcess(id=UUID(1), name=BOTH, exchanges=())

    tree, report = written(tmp_path, process)

    told = report.paths("CP-FMT-036")
    assert set(REQUIRED) - set(told) == {
        "modellingAndValidation/LCIMethodAndAllocation/typeOfDataSet"
    }
    assert "validation" not in tree["processDataSet"]["modellingAndValidation"]


def test_text_keeps_the_rule_of_its_language(tmp_path: Path) -> None:
    names = (("en", "steel 钢"), ("zh", "LiPF6"), ("de", "Stahl"))
    process = ForeignProcess(id=UUID(1), name=names, exchanges=())

    tree, report = written(tmp_path, process)

    name = tree["processDataSet"]["processInformation"]["dataSetInformation"]["name"]["baseName"]
    assert name == {"@xml:lang": "de", "#text": "Stahl"}
    assert report.paths("CP-FMT-034")["process/name"] == 1
