from __future__ import annotations

import dataclasses
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import BadInputError
from cellprint.formats.bw_processing import layout
from cellprint.formats.bw_processing.arrays import write_array
from cellprint.formats.bw_processing.read import read_bw_processing
from cellprint.formats.package import open_package
from cellprint.formats.recognise import recognise
from cellprint.model.foreign import (
    Dataset,
    ForeignExchange,
    ForeignFlow,
    ForeignProcess,
    ForeignRole,
    words,
)
from cellprint.model.loss_report import LossReport
from tests.formats.bw_processing_samples import datasets, exchange, flow, package
from tests.formats.foreign_samples import zip_bytes

DATA, INDICES = "technosphere.data.npy", "technosphere.indices.npy"


def read(folder: Path, content: bytes) -> tuple[list[Dataset], LossReport]:
    path = folder / "file"
    path.write_bytes(content)
    report = LossReport()
    with open_package(path) as opened:
        return list(read_bw_processing(opened, recognise(opened), report)), report


def processes(found: list[Dataset]) -> dict[str, ForeignProcess]:
    return {one.id: one for one in found if isinstance(one, ForeignProcess)}


def parts(content: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def meaning(one: ForeignExchange) -> tuple[Any, ...]:
    """Return what a matrix holds of an exchange, without its spread."""
    return (one.flow, one.role, one.is_input, float(one.amount), one.provider)


def test_what_matrices_hold_comes_back(tmp_path: Path) -> None:
    before = processes(datasets())
    told = LossReport()
    found, report = read(tmp_path, package(report=told))
    after = processes(found)

    assert after.keys() == before.keys()
    for name, process in before.items():
        own, again = process.exchanges, after[name].exchanges
        assert sorted(map(meaning, again), key=str) == sorted(map(meaning, own), key=str)
        assert after[name].name == process.name
        assert after[name].location == "DE"
        assert after[name].licence == process.licence
    flows = {one.id: one for one in found if isinstance(one, ForeignFlow)}
    assert flows["co2"] == flow("co2", elementary=True)
    assert report.count() == 0
    assert told.paths("CP-FMT-055") == {"process/licence": 3}


def test_spreads_come_back_with_the_32_bits_that_the_format_has(tmp_path: Path) -> None:
    found, _ = read(tmp_path, package())
    by_flow = {
        (name, one.flow, one.role): one.spread
        for name, process in processes(found).items()
        for one in process.exchanges
    }
    log = by_flow["steel", "co2", ForeignRole.ELEMENTARY]
    normal = by_flow["power", "co2", ForeignRole.ELEMENTARY]
    triangle = by_flow["steel", "power", ForeignRole.INPUT]
    flat = by_flow["steel", "power", ForeignRole.AVOIDED]

    assert log is not None
    assert float(log.parameters[0][1]) == pytest.approx(1.25, rel=1e-7)
    assert normal is not None
    assert normal.parameters == (("sd", "0.5"),)
    assert triangle is not None
    assert triangle.parameters == (("low", "1.0"), ("mode", "2.0"), ("high", "4.0"))
    assert flat is not None
    assert flat.parameters == (("low", "0.25"), ("high", "0.75"))


def test_the_same_data_give_the_same_bytes_and_a_stated_licence() -> None:
    content = package()
    described = json.loads(parts(content)[layout.DESCRIPTION])

    assert content == package()
    assert described["licenses"] == [{"name": "as stated", "path": "", "title": "members only"}]
    assert described["sum_intra_duplicates"] is True


def test_what_matrices_cannot_hold_is_told() -> None:
    told = LossReport()
    rich = dataclasses.replace(
        processes(datasets())["power"],
        name=(("en", "power"), ("zh", "电力")),
        version="1",
        exchanges=(
            exchange(1, "power", "0.1234567890123456789", ForeignRole.REFERENCE, is_input=False),
            dataclasses.replace(
                exchange(2, "co2", "5", ForeignRole.ELEMENTARY, is_input=False),
                formula="a * 2",
                comment=words("from the meter"),
            ),
        ),
    )
    package([*datasets()[:-3], rich], told)

    assert told.paths("CP-FMT-055") == {
        "exchange/amount": 1,
        "exchange/comment": 1,
        "exchange/formula": 1,
        "process/licence": 1,
        "process/name (languages)": 1,
        "process/version": 1,
    }


def test_a_package_of_the_library_is_read_by_its_numbers(tmp_path: Path) -> None:
    plain = parts(package())
    del plain["cellprint-nodes.csv"]
    described = json.loads(plain[layout.DESCRIPTION])
    described["resources"].pop()
    described["resources"].append({"matrix": "characterization_matrix", "kind": "data"})
    described["licenses"] = [{"name": "ODC-PDDL-1.0"}]
    plain[layout.DESCRIPTION] = json.dumps(described)
    found, report = read(tmp_path, zip_bytes(plain))

    assert {words(f"column {number}") for number in (1, 2, 3)} == {
        one.name for one in processes(found).values()
    }
    assert report.paths("CP-FMT-030") == {"resource characterization_matrix data": 1}
    assert report.codes()["CP-FMT-056"] == 1
    assert {one.licence.restrictions for one in processes(found).values()} == {()}


def change(**arrays: Callable[[Any], Any]) -> bytes:
    """Return the package with changed arrays."""
    found = parts(package())
    for name, apply in arrays.items():
        path = f"technosphere.{name}.npy"
        content = found[path]
        assert isinstance(content, bytes)
        found[path] = write_array(apply(np.load(io.BytesIO(content)).copy()))
    return zip_bytes(found)


def _nan(array: Any) -> Any:
    array[0] = float("nan")
    return array


class _Evil:
    def __reduce__(self) -> Any:
        return (Path.touch, (Path("never"),))


def pickled() -> bytes:
    out = io.BytesIO()
    np.save(out, np.array([_Evil()], dtype=object), allow_pickle=True)
    return out.getvalue()


def described(**fields: Any) -> bytes:
    found = parts(package())
    found[layout.DESCRIPTION] = json.dumps(
        {**json.loads(found[layout.DESCRIPTION]), **fields, "matrix": "technosphere_matrix"}
    )
    return zip_bytes(found)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (change(data=_nan), "CP-FMT-010"),
        (change(data=lambda array: array[:-1]), "CP-FMT-023"),
        (change(data=lambda array: array.astype(np.int64)), "CP-FMT-023"),
        (change(data=lambda array: array.reshape(1, -1)), "CP-FMT-023"),
        (change(indices=lambda array: array["row"].copy()), "CP-FMT-023"),
        (change(distributions=lambda array: array["loc"].copy()), "CP-FMT-023"),
        (zip_bytes({**parts(package()), DATA: pickled()}), "CP-FMT-023"),
        (zip_bytes({**parts(package()), DATA: pickle.dumps([1.0])}), "CP-FMT-023"),
        (zip_bytes({**parts(package()), DATA: b"\x93NUMPY\x01\x00"}), "CP-FMT-023"),
        (zip_bytes({**parts(package()), "cellprint-nodes.csv": b"\xff\xfe"}), "CP-FMT-023"),
        (
            zip_bytes({name: part for name, part in parts(package()).items() if name != DATA}),
            "CP-FMT-012",
        ),
        (described(resources=None), "CP-FMT-012"),
        (zip_bytes({layout.DESCRIPTION: '{"matrix": "a_matrix", '}), "CP-FMT-007"),
    ],
)
def test_a_package_that_cannot_be_understood_is_refused(
    tmp_path: Path, content: bytes, code: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, content)

    assert caught.value.code == code
    assert not Path("never").exists()


def test_a_claimed_length_is_not_believed(tmp_path: Path) -> None:
    found = parts(package())
    content = found[INDICES]
    assert isinstance(content, bytes)
    huge = content.replace(b"'shape': (6,)", b"'shape': (9,)")
    assert huge != content
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, zip_bytes({**found, INDICES: huge}))

    assert caught.value.code == "CP-FMT-023"


AMOUNTS = st.floats(min_value=1e-12, max_value=1e12).map(repr)


@given(st.lists(AMOUNTS, min_size=1, max_size=5), AMOUNTS)
def test_amounts_come_back_to_the_last_bit(amounts: list[str], output: str) -> None:
    made = ForeignProcess(
        id="steel",
        name=words("steel"),
        exchanges=(
            exchange(1, "steel", output, ForeignRole.REFERENCE, is_input=False),
            *(
                exchange(2 + at, "co2", one, ForeignRole.ELEMENTARY, is_input=False)
                for at, one in enumerate(amounts)
            ),
        ),
    )
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        found, _ = read(Path(folder), package([*datasets()[:-3], made]))

    assert [one.amount for one in processes(found)["steel"].exchanges] == [output, *amounts]
