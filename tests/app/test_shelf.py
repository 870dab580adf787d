"""Studies by name: examples, kept ones, and variants of both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cellprint.app.data import shipped_catalogue
from cellprint.app.declaration.house import House, new_version
from cellprint.app.shelf import Shelf
from cellprint.errors import BadInputError
from cellprint.store.documents import Document
from tests.cli.test_main import LFP


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, places=lambda: shipped_catalogue().locations)


def test_an_example_is_the_file_as_it_is_shipped(shelf: Shelf) -> None:
    assert shelf.study("lfp-ctp-yibin").content == Path(LFP).read_bytes()


def test_a_kept_study_is_there_for_the_next_server(shelf: Shelf, tmp_path: Path) -> None:
    text = Path(LFP).read_bytes().replace(b"id: lfp-ctp-yibin", b"id: mine")
    kept = shelf.keep(text, shipped_catalogue(), name="mine.yaml")

    again = Shelf(tmp_path, places=dict).study("mine")

    assert again == kept
    assert (kept.own, kept.version) == (True, 1)
    one = shelf.computed("mine", shipped_catalogue()).linked.per_battery
    other = shelf.computed("lfp-ctp-yibin", shipped_catalogue()).linked.per_battery
    assert one == other


def test_a_study_that_cannot_be_computed_is_not_kept(shelf: Shelf) -> None:
    text = Path(LFP).read_bytes().replace(b"lfp_cathode", b"lpf_cathode")

    with pytest.raises(BadInputError):
        shelf.keep(text, shipped_catalogue(), name="mine.yaml")

    assert not [study for study in shelf.studies() if study.own]


def test_a_variant_moves_the_plant_and_nothing_else(shelf: Shelf) -> None:
    base = shelf.computed("nmc811-xining", shipped_catalogue(), rules="iso-14067-2018")
    moved = shelf.computed("nmc811-xining@CN-SC", shipped_catalogue(), rules="iso-14067-2018")

    assert moved.study.study.plant.location == "CN-SC"
    assert moved.study.study.components == base.study.study.components
    assert moved.study.study.distribution == base.study.study.distribution
    assert moved.study.study.name.text().zh.endswith("，工厂位于四川")
    assert moved.linked.per_battery != base.linked.per_battery


def test_a_variant_of_another_year_takes_the_whole_year(shelf: Shelf) -> None:
    found = shelf.computed("lfp-ctp-yibin@CN-QH@2024", shipped_catalogue())

    assert [day.isoformat() for day in found.study.period_days] == ["2024-01-01", "2025-01-01"]
    assert found.study.study.plant.location == "CN-QH"


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("lfp-ctp", "CP-WEB-003"),
        ("nix@CN-QH", "CP-WEB-003"),
        ("@CN-QH", "CP-WEB-003"),
        ("lfp-ctp-yibin@CN-QH@DE@FR", "CP-WEB-003"),
        ("lfp-ctp-yibin@Qinghai", "CP-UNC-010"),
        ("lfp-ctp-yibin@", "CP-UNC-010"),
        ("lfp-ctp-yibin@٢٠٢٤", "CP-UNC-010"),
    ],
)
def test_an_unknown_name_is_refused(shelf: Shelf, ref: str, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        shelf.study(ref)

    assert caught.value.code == code


def named(number: int) -> bytes:
    """Return a study that differs from the others in its name only."""
    return (
        "cellprint: study/1\nid: shared\nbased_on: ../lfp-ctp-yibin/study.yaml\n"
        f"name: {{en: number {number}, zh: 第{number}号}}\n"
    ).encode()


def test_studies_kept_at_the_same_time_each_get_a_version(shelf: Shelf) -> None:
    with ThreadPoolExecutor(4) as pool:
        kept = list(
            pool.map(
                lambda number: shelf.keep(named(number), shipped_catalogue(), name="s.yaml"),
                range(4),
            )
        )

    assert sorted(study.version for study in kept) == [1, 2, 3, 4]
    assert shelf.study("shared").version == 4


def test_a_version_that_another_program_wrote_meanwhile_is_followed(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Shelf(tmp_path, places=dict)

    def late(house: House, **options: Any) -> Document:
        """Return the next version, and let another program write one before it is stored."""
        monkeypatch.setattr("cellprint.app.shelf.new_version", new_version)
        made = new_version(house, **options)
        other.keep(named(1), shipped_catalogue(), name="s.yaml")
        return made

    monkeypatch.setattr("cellprint.app.shelf.new_version", late)

    assert shelf.keep(named(2), shipped_catalogue(), name="s.yaml").version == 2


def test_the_same_study_again_is_the_same_version(shelf: Shelf) -> None:
    first = shelf.keep(named(1), shipped_catalogue(), name="s.yaml")

    assert shelf.keep(named(1), shipped_catalogue(), name="s.yaml") == first
