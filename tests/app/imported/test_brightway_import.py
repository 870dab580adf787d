"""A workbook of Brightway, from the verb to the footprint."""

from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.app.imported.importing import ImportOptions, import_file
from cellprint.app.imported.views import products, report
from cellprint.cli.main import run
from tests.formats.brightway_samples import workbook
from tests.formats.foreign_samples import STEEL_KGCO2E


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CELLPRINT_CATALOGUES", raising=False)


def footprint(name: str, product: str) -> float:
    found = {row["name"]: row["footprint_kgco2e"] for row in products(name)["products"]}
    return float(found[product])


def test_a_workbook_is_linked_and_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "steel.xlsx"
    path.write_bytes(workbook())

    assert run(["import", str(path), "--as", "plant"]) == 1  # lime is of another database
    assert "Lime" in capsys.readouterr().out
    # the workbook is per tonne
    assert footprint("plant", "Steel") == pytest.approx(STEEL_KGCO2E * 1000, rel=1e-12)
    linking = report("plant")["linking"]
    assert linking["accounted"] == linking["exchanges"] == 8
    assert linking["reasons"]["linked"] == {"L0 named provider": 2}


@pytest.mark.parametrize("form", ["openlca", "ilcd"])
def test_what_was_read_can_be_passed_on_in_other_formats(tmp_path: Path, form: str) -> None:
    path = tmp_path / "steel.xlsx"
    path.write_bytes(workbook())
    import_file(path, "plant", options=ImportOptions(may_pass_on=True))

    run(["export", "plant", "--format", form, "-o", str(tmp_path / "out.zip")])
    import_file(tmp_path / "out.zip", "again")

    assert footprint("again", "Steel") == pytest.approx(STEEL_KGCO2E * 1000, rel=1e-12)
