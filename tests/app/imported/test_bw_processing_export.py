"""Matrices out and in again: the same footprints, and what they cannot hold is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cellprint.app.imported.importing import ImportOptions, import_file
from cellprint.app.imported.store import open_imported
from cellprint.app.imported.views import products
from cellprint.cli.main import run
from tests.formats.foreign_samples import openlca_zip, ref, steel_objects
from tests.formats.simapro_samples import simapro


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CELLPRINT_CATALOGUES", raising=False)


def rows(name: str) -> dict[str, tuple[float, bool]]:
    return {
        row["name"]: (float(row["footprint_kgco2e"]), row["complete_chain"])
        for row in products(name)["products"]
    }


def shared(way: str) -> bytes:
    """Return the steel database, whose refinery states its shares in a way."""
    objects = steel_objects()
    objects["processes/p3.json"]["allocationFactors"] = [
        {
            "@type": "AllocationFactor",
            "allocationType": way,
            "product": ref("Flow", product),
            "value": value,
            **({"exchange": {"internalId": 3}} if way.startswith("CAUSAL") else {}),
        }
        for product, value in (("petrol", 0.75), ("tar", 0.25))
    ]
    return openlca_zip(objects)


@pytest.mark.parametrize(
    "content",
    [openlca_zip(), shared("PHYSICAL_ALLOCATION"), shared("CAUSAL_ALLOCATION"), simapro()],
)
def test_footprints_and_open_chains_come_back(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "in", tmp_path / "out.zip"
    path.write_bytes(content)
    import_file(path, "plant", options=ImportOptions(may_pass_on=True))

    code = run(["export", "plant", "--format", "bw_processing", "-o", str(out)])
    printed = capsys.readouterr().out
    import_file(out, "again")

    assert code == 1
    assert "CP-FMT-055" in printed
    assert "CP-FMT-057" in printed  # lime has no provider
    before, after = rows("plant"), rows("again")
    assert after.keys() == before.keys()
    for name, (value, complete) in before.items():
        assert after[name][0] == pytest.approx(value, rel=1e-12)
        assert after[name][1] is complete


def test_a_private_database_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "in", tmp_path / "out.zip"
    path.write_bytes(openlca_zip())
    import_file(path, "plant")

    assert run(["export", "plant", "--format", "bw_processing", "-o", str(out)]) == 2
    assert "CP-FMT-019" in capsys.readouterr().err
    assert not out.exists()


def test_brightway_computes_the_same(tmp_path: Path) -> None:
    bw2calc = pytest.importorskip("bw2calc", reason="bw2calc is not installed (extra `bench`)")
    processing = pytest.importorskip("bw_processing")
    path, out = tmp_path / "in", tmp_path / "out.zip"
    path.write_bytes(simapro())
    import_file(path, "plant", options=ImportOptions(may_pass_on=True))
    run(["export", "plant", "--format", "bw_processing", "-o", str(out)])

    files = processing.generic_zipfile_filesystem(dirpath=tmp_path, filename="out.zip", write=False)
    package: Any = processing.load_datapackage(files)
    lca: Any = bw2calc.LCA(demand={1: 1.0}, data_objs=[package])
    lca.lci()
    amounts = dict(zip(("co2_fossil", "ch4_fossil"), lca.inventory.sum(axis=1).flat, strict=True))

    _, gases = open_imported("plant").system()
    steel = {gas: float(gases.amounts[at, 0]) for at, gas in enumerate(gases.gases)}
    assert amounts == pytest.approx(steel, rel=1e-12)
