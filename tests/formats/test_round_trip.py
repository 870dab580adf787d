"""Model → format → model: nothing is lost, and what the format cannot hold is told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cellprint.formats.ilcd.write import write_ilcd
from cellprint.formats.lookup import Lookup
from cellprint.formats.openlca.write import write_openlca
from cellprint.formats.package import open_package
from cellprint.formats.readers import reader_of
from cellprint.formats.recognise import recognise
from cellprint.formats.residual import restored
from cellprint.formats.tidas.write import write_tidas
from cellprint.model.foreign import Dataset, ForeignFlow, ForeignKind
from cellprint.model.foreign_json import dataset_id
from cellprint.model.loss_report import LossReport
from tests.formats.foreign_strategies import databases

WRITERS = {"openlca": write_openlca, "ilcd": write_ilcd, "tidas": write_tidas}


def written(
    write: Callable[[Path, Iterable[Dataset], Lookup, LossReport], None],
    found: list[Dataset],
    lookup: Lookup,
) -> tuple[list[Dataset], LossReport]:
    report = LossReport()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(path, found, lookup, report)
        with open_package(path) as package:
            kind = recognise(package)
            return list(reader_of(kind.id)(package, kind, LossReport())), report


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(database=databases())
def test_what_is_written_is_read_back_equal(
    form: str, database: tuple[list[Dataset], Lookup]
) -> None:
    found, lookup = database

    back, _ = written(WRITERS[form], found, lookup)

    assert sorted(back, key=dataset_id) == sorted(found, key=dataset_id)


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_data_give_the_same_bytes(form: str, tmp_path: Path) -> None:
    flow = ForeignFlow(id="a", name=(("und", "A"),), kind=ForeignKind.PRODUCT)
    for name in ("one", "two"):
        WRITERS[form](tmp_path / name, [flow], Lookup(), LossReport())

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_field_that_another_tool_changed_is_taken_from_the_file() -> None:
    flow = ForeignFlow(id="a", name=(("und", "new"),), kind=ForeignKind.PRODUCT, cas="1")
    rest = {"name": [[["und", "old"]], [["en", "older"]]], "cas": ["1", "2"]}

    found = restored(flow, rest)

    assert isinstance(found, ForeignFlow)
    assert found.name == (("und", "new"),)
    assert found.cas == "2"


@pytest.mark.parametrize("rest", [{"name": 1}, {"exchanges": {"9": {}}}, {"properties": {"x": {}}}])
def test_a_wrong_extension_changes_nothing(rest: dict[str, object]) -> None:
    flow = ForeignFlow(id="a", name=(), kind=ForeignKind.PRODUCT)

    assert restored(flow, rest) == flow
