"""Several versions of one data set, and products in units that the catalogue does not have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cellprint.app.imported.importing import import_file
from cellprint.app.imported.layer_units import catalogue_unit
from cellprint.app.imported.store import open_imported, version_of
from cellprint.app.imported.views import products
from cellprint.errors import BadInputError
from tests.formats.brightway_samples import workbook
from tests.formats.foreign_samples import STEEL_KGCO2E, openlca_zip, steel_objects


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CELLPRINT_CATALOGUES", raising=False)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def two_versions(first: str, second: str) -> dict[str, Any]:
    """Return the steel database with two power plants of one id; the second emits 4 kg."""
    objects = steel_objects()
    plant = objects["processes/p2.json"]
    plant["version"] = first
    other = {**plant, "version": second, "exchanges": [*plant["exchanges"]]}
    other["exchanges"][2] = {**plant["exchanges"][2], "amount": 4.0}
    objects["processes/q2.json"] = other
    return objects


@pytest.mark.parametrize(
    ("first", "second", "power"),
    [
        ("01.00.000", "01.01.000", 4.0 / 0.99),
        ("01.10", "01.09", 0.5 / 0.99),
        ("2", "10", 4.0 / 0.99),
    ],
)
def test_the_newest_version_is_taken_and_the_other_is_told(
    tmp_path: Path, first: str, second: str, power: float
) -> None:
    document = import_file(written(tmp_path, openlca_zip(two_versions(first, second))), "steel")

    found = {row["name"]: float(row["footprint_kgco2e"]) for row in products("steel")["products"]}
    # per MJ
    assert found["Electricity"] == pytest.approx(power / 3.6, rel=1e-12)
    (told,) = (one for one in document["losses"]["issues"] if one["code"] == "CP-FMT-058")
    assert (told["path"], told["severity"], told["count"]) == ("process", "loss", 1)
    newest = max(first, second, key=version_of)
    assert told["examples"][0]["stored"] == newest
    assert open_imported("steel").process("p2").version == newest
    linking = document["linking"]
    assert linking["accounted"] == linking["exchanges"] == 11
    assert document["losses"]["counters"]["ForeignProcess"] == document["processes"] == 3


@pytest.mark.parametrize(("first", "second"), [("1.0", "1.0.0"), ("", "2"), ("a", "b")])
def test_versions_that_cannot_be_told_apart_are_refused(
    tmp_path: Path, first: str, second: str
) -> None:
    path = written(tmp_path, openlca_zip(two_versions(first, second)))

    with pytest.raises(BadInputError) as caught:
        import_file(path, "steel")

    assert caught.value.code == "CP-FMT-011"


def test_products_in_other_units_are_computed_and_told(tmp_path: Path) -> None:
    objects = steel_objects()
    for unit in objects["unit_groups/g2.json"]["units"]:
        unit["name"] = f"{unit['name']} of heat"
    for process in ("p1", "p2"):
        for one in objects[f"processes/{process}.json"]["exchanges"]:
            if one["unit"]["name"] in ("MJ", "kWh"):
                one["unit"]["name"] += " of heat"
    document = import_file(written(tmp_path, openlca_zip(objects)), "steel")

    paths = {
        one["path"]: one["count"]
        for one in document["losses"]["issues"]
        if one["code"] == "CP-FMT-059"
    }
    found = {row["name"]: float(row["footprint_kgco2e"]) for row in products("steel")["products"]}
    assert paths == {"unit MJ of heat": 1}
    assert found["Steel"] == pytest.approx(STEEL_KGCO2E, rel=1e-12)


def test_the_long_names_of_units_are_known(tmp_path: Path) -> None:
    document = import_file(written(tmp_path, workbook()), "plant")

    # the workbook has `ton`, which means different things in different tools
    told = [one for one in document["losses"]["issues"] if one["code"] == "CP-FMT-059"]
    assert [one["path"] for one in told] == ["unit ton"]
    assert catalogue_unit("kilowatt hour") == "kWh"
    assert catalogue_unit("Item(s)") == catalogue_unit("p") == "item"
    assert catalogue_unit("stone") == catalogue_unit("p*km") == ""
