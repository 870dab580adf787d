"""The lint over folders: shipped data, a company's own files, a catalogue of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cellprint.app.lint import lint_folder
from cellprint.catalogue.compiled import shipped_folder
from cellprint.cli.main import run
from cellprint.errors import BadInputError

PROCESS = """# One process of a plant.
- id: own_lfp
  flow: lfp_cathode
  route: own_plant
  name: {en: "LFP of our plant", zh: "本厂磷酸铁锂"}
  unit: kg
  location: CN-SC
  exchanges:
    - {role: input, flow: iron_phosphate, amount: "0.96", unit: kg, source: OWN, status: published}
    - {role: input, flow: lithium_carbonate, amount: "LITHIUM", unit: kg, source: OWN,
       status: published}
    - {role: emission, flow: co2_geogenic, amount: "0.14", unit: kg, source: OWN, status: published}
    - {role: input, flow: electricity, amount: "4.1", unit: kWh, source: OWN, status: published}
"""
SOURCE = """# Our source.
- id: OWN
  title: Meter readings and mass balance
  authors: our plant
  year: "2025"
  licence: own data
  citation_status: checked
"""


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    (tmp_path / "processes").mkdir()
    (tmp_path / "sources.yaml").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def write(plant: Path, lithium: str) -> None:
    text = PROCESS.replace("LITHIUM", lithium)
    (plant / "processes" / "cathodes.yaml").write_text(text, encoding="utf-8")


def test_only_the_entries_of_the_folder_are_judged(plant: Path) -> None:
    # 0.2365 kg Li2CO3 hold 0.04443 kg Li, 0.04333 leave: a yield of 97.5 %
    write(plant, "0.2365")

    answer = lint_folder(plant)

    assert answer.report is not None
    assert answer.report.judged == 1
    assert answer.report.findings == ()
    assert answer.passed


def test_a_mistake_of_the_company_is_found(plant: Path) -> None:
    write(plant, "0.2")

    answer = lint_folder(plant)

    assert answer.report is not None
    assert {item.finding.code for item in answer.report.of("error")} == {"CP-LINT-001"}
    assert not answer.passed


def test_own_waivers_stand_in_the_folder(plant: Path) -> None:
    write(plant, "0.2")
    rules = plant / "lint" / "rules"
    rules.mkdir(parents=True)
    (rules / "waivers.yaml").write_text(
        "# ours\nwaivers:\n  - {code: CP-LINT-001, subject: own_lfp, about: Li, "
        'found: "0.04333", reason: returned fines, source: our balance}\n',
        encoding="utf-8",
    )

    answer = lint_folder(plant)

    assert answer.passed
    assert answer.report is not None
    assert [item.waiver.reason for item in answer.report.waived] == ["returned fines"]


def test_files_that_are_no_catalogue_are_told(plant: Path) -> None:
    write(plant, "much")

    answer = lint_folder(plant)

    assert not answer.passed
    assert [finding.code for finding in answer.file_findings] == ["CP-DATA-004"]
    assert "cathodes.yaml:10" in answer.file_findings[0].where
    assert answer.to_json()["files"][0]["code"] == "CP-DATA-004"


def test_an_electricity_factor_of_its_own_is_judged(plant: Path) -> None:
    (plant / "electricity").mkdir()
    (plant / "electricity" / "china.yaml").write_text(
        "# ours\nfactors:\n  - {id: own_grid, location: CN, level: country, kind: life_cycle, "
        'gas_basis: CO2e, value: "0.71", unit: kgCO2e/kWh, year: 2023, issuer: web page, '
        "document: page, licence: citation of single facts, status: published}\n",
        encoding="utf-8",
    )

    answer = lint_folder(plant)

    assert answer.report is not None
    assert [item.finding.code for item in answer.report.findings] == ["CP-LINT-024"]


def test_a_catalogue_of_its_own_stands_alone(tmp_path: Path) -> None:
    own = tmp_path / "data"
    shutil.copytree(str(shipped_folder()), own)

    answer = lint_folder(own)

    assert answer.report is not None
    assert answer.report.of("error") == ()
    assert answer.report.judged == lint_folder(None).report.judged  # type: ignore[union-attr]  # the shipped data have a report


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        lint_folder(tmp_path / "none")

    assert caught.value.code == "CP-LINT-042"


def test_the_verb_leaves_with_one_on_an_error(
    plant: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(plant, "0.2")

    status = run(["catalogue", "lint", str(plant)])

    out = capsys.readouterr().out
    assert status == 1
    assert "CP-LINT-001 · own_lfp: Li" in out
    assert "1 entries judged: 1 errors, 0 warnings, 0 waived" in out


def test_the_verb_lists_what_is_waived(capsys: pytest.CaptureFixture[str]) -> None:
    status = run(["catalogue", "lint", "--lang", "zh"])

    out = capsys.readouterr().out
    assert status == 0
    assert "豁免 · CP-LINT-001 · naoh: Na" in out


def test_the_verb_tells_what_is_wrong_with_files(
    plant: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(plant, "much")

    status = run(["catalogue", "lint", str(plant)])

    assert status == 1
    assert "CP-DATA-004" in capsys.readouterr().out


def test_the_verb_prints_json_of_chosen_checks(capsys: pytest.CaptureFixture[str]) -> None:
    status = run(["catalogue", "lint", "--check", "hydrate", "--json"])

    document = json.loads(capsys.readouterr().out)
    assert status == 0
    assert document["checks"] == ["hydrate"]
    assert document["counts"] == {"error": 0, "warning": 0, "note": 0, "waived": 0}
