"""Which function reads which format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from cellprint.formats import recognise
from cellprint.formats.package import Package
from cellprint.model.foreign import Dataset, ForeignFormat
from cellprint.model.loss_report import LossReport

Reader: TypeAlias = Callable[[Package, ForeignFormat, LossReport], Iterator[Dataset]]


def reader_of(kind: str) -> Reader:
    """Return the function that reads a format of `recognise.READABLE`."""
    from cellprint.formats.brightway.read import read_brightway  # noqa: PLC0415
    from cellprint.formats.bw_processing.read import read_bw_processing  # noqa: PLC0415
    from cellprint.formats.ecospold.one import read_ecospold1  # noqa: PLC0415  (only what is needed)
    from cellprint.formats.ecospold.two import read_ecospold2  # noqa: PLC0415
    from cellprint.formats.ilcd.read import read_ilcd  # noqa: PLC0415
    from cellprint.formats.openlca.read import read_openlca  # noqa: PLC0415
    from cellprint.formats.simapro.read import read_simapro  # noqa: PLC0415

    table: dict[str, Reader] = {
        recognise.OPENLCA: read_openlca,
        recognise.ECOSPOLD_1: read_ecospold1,
        recognise.ECOSPOLD_2: read_ecospold2,
        recognise.ILCD: read_ilcd,
        recognise.TIDAS: read_ilcd,
        recognise.SIMAPRO: read_simapro,
        recognise.BRIGHTWAY: read_brightway,
        recognise.BW_PROCESSING: read_bw_processing,
    }
    return table[kind]
