"""A SimaPro file, from the verb to the footprint."""

from __future__ import annotations

from pathlib import Path

import pytest

from cellprint.app.data import catalogue_folders, working_catalogue
from cellprint.app.imported.importing import ImportOptions, import_file
from cellprint.app.imported.views import products, report
from cellprint.cli.main import run
from tests.formats.simapro_samples import BLOCKS, STEEL_KGCO2E, simapro

STEEL = "Steel {DE}| blast furnace"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CELLPRINT_CATALOGUES", raising=False)


def rows(name: str) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in products(name)["products"]}


def test_a_file_is_linked_and_computed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(simapro())

    assert run(["import", str(path), "--as", "plant"]) == 1  # lime has no provider
    assert "Lime" in capsys.readouterr().out
    found = rows("plant")

    assert float(found[STEEL]["footprint_kgco2e"]) == pytest.approx(STEEL_KGCO2E, rel=1e-12)
    assert float(found["Petrol"]["footprint_kgco2e"]) == pytest.approx(0.8 * 3 / 2, rel=1e-12)
    # a treatment is stated per unit treated
    assert float(found["Slag"]["footprint_kgco2e"]) == pytest.approx(0.2, rel=1e-12)
    linking = report("plant")["linking"]
    assert linking["accounted"] == linking["exchanges"] == 14


def test_an_amount_without_value_leaves_the_chain_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(simapro(BLOCKS.replace("A * PerTonne", "A * nothing")))

    document = import_file(path, "plant", options=ImportOptions(may_pass_on=True))
    code = run(["export", "plant", "--format", "openlca", "-o", str(tmp_path / "out.zip")])

    assert document["linking"]["reasons"]["error"]["amount is not known"] == 1
    assert not rows("plant")[STEEL]["complete_chain"]
    assert code == 2
    assert "CP-FMT-024" in capsys.readouterr().err
    assert not (tmp_path / "out.zip").exists()


def test_a_treatment_is_a_burden_in_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(simapro())
    import_file(path, "plant")

    catalogue = working_catalogue(catalogue_folders((Path("plant"),)))

    (slag,) = (one for one in catalogue.processes.values() if one.name.en == "Slag")
    assert [one.amount for one in slag.exchanges] == [pytest.approx(0.2, rel=1e-12)]


@pytest.mark.parametrize("form", ["openlca", "ilcd", "tidas"])
def test_what_was_read_can_be_passed_on_in_other_formats(tmp_path: Path, form: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(simapro())
    import_file(path, "plant", options=ImportOptions(may_pass_on=True))

    run(["export", "plant", "--format", form, "-o", str(tmp_path / "out.zip")])
    import_file(tmp_path / "out.zip", "again")

    assert float(rows("again")[STEEL]["footprint_kgco2e"]) == pytest.approx(STEEL_KGCO2E, rel=1e-12)
