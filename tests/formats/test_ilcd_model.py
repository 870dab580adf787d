"""Life cycle models of eILCD: their links are taken, what has no place is told."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cellprint.app.imported.importing import import_file
from cellprint.app.imported.views import products
from cellprint.errors import BadInputError
from cellprint.formats.ilcd.dataset import uid
from cellprint.formats.ilcd.read import document, read_ilcd
from cellprint.formats.ilcd.write import write_ilcd
from cellprint.formats.lookup import look_up
from cellprint.formats.openlca.read import read_openlca
from cellprint.formats.package import open_package
from cellprint.formats.recognise import recognise
from cellprint.model.foreign import Dataset, ForeignProcess, ForeignRecord, first_words
from cellprint.model.loss_report import LossReport
from tests.formats.foreign_samples import exchange, flow, openlca_zip, steel_objects, zip_bytes

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<lifeCycleModelDataSet xmlns="http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017"
  xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1" locations="../x.xml">
 <lifeCycleModelInformation>
  <dataSetInformation>{identity}<name><baseName xml:lang="en">Steel</baseName></name>
  </dataSetInformation>
  <quantitativeReference><referenceToReferenceProcess>0</referenceToReferenceProcess>
  </quantitativeReference>
  <technology><processes>{instances}</processes></technology>
 </lifeCycleModelInformation>
</lifeCycleModelDataSet>
"""
IDENTITY = "<common:UUID>11111111-1111-4111-8111-111111111111</common:UUID>"


def instance(number: int, process: str, *links: tuple[str, int], factor: str = "1") -> str:
    """Return an instance whose outputs lead to others; `links` are flow and number."""
    ends = "".join(
        f'<outputExchange flowUUID="{uid("flow", flow)}"><downstreamProcess id="{to}"'
        f' flowUUID="{uid("flow", flow)}"/></outputExchange>'
        for flow, to in links
    )
    return (
        f'<processInstance dataSetInternalID="{number}" multiplicationFactor="{factor}">'
        f'<referenceToProcess type="process data set" refObjectId="{uid("process", process)}"/>'
        f"<connections>{ends}</connections></processInstance>"
    )


def package(folder: Path, *instances: str, identity: str = IDENTITY) -> bytes:
    """Return steel with two equal power plants and a treatment of slag, and a model of them."""
    objects = steel_objects()
    waste: dict[str, Any] = {"kind": "WASTE_FLOW"}
    objects["flows/slag.json"] = flow("slag", **waste)
    del objects["processes/p1.json"]["exchanges"][1]["defaultProvider"]
    objects["processes/p1.json"]["exchanges"].append(exchange("slag", 100.0, **waste))
    for name, amount in (("p4", 0.2), ("p5", 0.3)):
        objects[f"processes/{name}.json"] = {
            "@type": "Process",
            "@id": name,
            "name": f"Treatment {name}",
            "exchanges": [
                exchange("slag", 1.0, is_input=True, isQuantitativeReference=True, **waste),
                exchange("co2", amount, kind="ELEMENTARY_FLOW"),
            ],
        }
    other = {**objects["processes/p2.json"], "@id": "p6", "name": "Other plant"}
    other["exchanges"] = [*other["exchanges"][:2], exchange("co2", 9.0, kind="ELEMENTARY_FLOW")]
    objects["processes/p6.json"] = other
    source, out = folder / "in", folder / "out"
    text = json.dumps(objects)
    for name in ("p1", "p2", "p3", "p4", "p5", "p6"):
        text = text.replace(f'"@id": "{name}"', f'"@id": "{uid("process", name)}"')
    for name in ("steel", "lime", "petrol", "tar", "power", "co2", "ch4", "slag"):
        text = text.replace(f'"@id": "{name}"', f'"@id": "{uid("flow", name)}"')
    source.write_bytes(openlca_zip(json.loads(text)))
    with open_package(source) as opened:
        found = list(read_openlca(opened, recognise(opened), LossReport()))
    write_ilcd(out, found, look_up(found), LossReport())
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    if instances:
        parts["ILCD/lifecyclemodels/m.xml"] = MODEL.format(
            instances="".join(instances), identity=identity
        )
    return zip_bytes(parts)


def read(folder: Path, content: bytes) -> tuple[list[Dataset], LossReport]:
    path = folder / "file"
    path.write_bytes(content)
    report = LossReport()
    with open_package(path) as opened:
        return list(read_ilcd(opened, recognise(opened), report)), report


def providers(found: list[Dataset]) -> dict[str, str]:
    """Return flow → provider of the exchanges of steel."""
    steel = next(
        one
        for one in found
        if isinstance(one, ForeignProcess) and first_words(one.name) == "Steel making"
    )
    return {one.flow: one.provider for one in steel.exchanges if one.provider}


LINKED = (
    instance(0, "p1", ("slag", 2)),
    instance(1, "p2", ("power", 0), factor="400"),
    instance(2, "p5"),
)


def test_the_links_of_a_model_are_taken(tmp_path: Path) -> None:
    found, report = read(tmp_path, package(tmp_path, *LINKED))

    assert set(providers(found).values()) == {uid("process", "p2"), uid("process", "p5")}
    (record,) = (
        one for one in found if isinstance(one, ForeignRecord) and one.kind == "life_cycle_model"
    )
    assert first_words(record.name) == "Steel"
    assert "multiplicationFactor" in dict(record.fields)["ilcd:rest"]
    assert report.paths("CP-FMT-030") == {"lifeCycleModel/processInstance/multiplicationFactor": 1}


def test_tidas_says_the_same_in_json(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(package(tmp_path, *LINKED))) as archive:
        files: dict[str, bytes | str] = {
            name.replace(".xml", ".json"): json.dumps(document(archive.read(name), name))
            for name in archive.namelist()
        }
    found, _ = read(tmp_path, zip_bytes(files))

    assert set(providers(found).values()) == {uid("process", "p2"), uid("process", "p5")}


def test_instances_that_disagree_give_no_link(tmp_path: Path) -> None:
    found, report = read(
        tmp_path,
        package(
            tmp_path,
            instance(0, "p1"),
            instance(1, "p2", ("power", 0)),
            instance(2, "p6", ("power", 3)),
            instance(3, "p1"),
        ),
    )

    assert providers(found) == {}
    assert report.codes()["CP-FMT-060"] == 1
    assert report.paths("CP-FMT-030") == {"lifeCycleModel/processInstance (repeated)": 1}


def test_connections_without_ends_are_told(tmp_path: Path) -> None:
    found, report = read(tmp_path, package(tmp_path, instance(1, "p2", ("power", 9))))

    assert providers(found) == {}
    assert sum(report.paths("CP-FMT-030").values()) == 1


def test_a_model_without_identifier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, package(tmp_path, *LINKED, identity=""))

    assert caught.value.code == "CP-FMT-012"


def test_without_the_model_equal_providers_are_not_chosen_among(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "home"))
    plain, modelled = tmp_path / "plain.zip", tmp_path / "modelled.zip"
    plain.write_bytes(package(tmp_path))
    modelled.write_bytes(package(tmp_path, *LINKED))

    before = import_file(plain, "plain")["linking"]["reasons"]
    after = import_file(modelled, "modelled")["linking"]["reasons"]

    # power of steel and of both plants, and slag
    assert before["error"]["several equal providers"] == 4
    assert after["error"]["several equal providers"] == 2
    assert after["linked"] == {"L0 named provider": 2}
    rows = {row["name"]: row for row in products("modelled")["products"]}
    assert set(rows) >= {"Steel"}
