"""Which function writes which format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeAlias

from cellprint.formats.lookup import Lookup
from cellprint.formats.recognise import BW_PROCESSING, ILCD, OPENLCA, TIDAS
from cellprint.model.foreign import Dataset
from cellprint.model.loss_report import LossReport

Writer: TypeAlias = Callable[[Path, Iterable[Dataset], Lookup, LossReport], None]
WRITABLE = (BW_PROCESSING, ILCD, OPENLCA, TIDAS)


def writer_of(form: str) -> Writer:
    """Return the function that writes a format of `WRITABLE`."""
    from cellprint.formats.bw_processing.write import write_bw_processing  # noqa: PLC0415
    from cellprint.formats.ilcd.write import write_ilcd  # noqa: PLC0415
    from cellprint.formats.openlca.write import write_openlca  # noqa: PLC0415  (only what is used)
    from cellprint.formats.tidas.write import write_tidas  # noqa: PLC0415

    table: dict[str, Writer] = {
        BW_PROCESSING: write_bw_processing,
        OPENLCA: write_openlca,
        ILCD: write_ilcd,
        TIDAS: write_tidas,
    }
    return table[form]
