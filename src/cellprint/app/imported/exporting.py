"""Write an imported database in a format of other tools, if it may be passed on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cellprint.app.imported.importing import ALLOWED, digest
from cellprint.app.imported.resolving import resolved
from cellprint.app.imported.store import open_imported
from cellprint.errors import BadInputError
from cellprint.formats.lookup import look_up
from cellprint.formats.recognise import BW_PROCESSING
from cellprint.formats.writers import WRITABLE, writer_of
from cellprint.model.foreign import Dataset, ForeignProcess, first_words
from cellprint.model.loss_report import LossReport

_LOOKED_UP = ("flow", "flow_property", "unit_group", "record", "process")


def export_database(name: str, form: str, path: Path) -> dict[str, Any]:
    """Write a database into `path` and return the report of what did not fit.

    Args:
        name: name of the imported database.
        form: one of `WRITABLE`.
        path: file to write; one that is there is replaced when all went well.

    Raises:
        CP-FMT-015: there is no database of that name.
        CP-FMT-019: it may not be passed on.
        CP-FMT-021: the format is not written.
        CP-FMT-024: an amount is not known; every format would have to state a number for it.
    """
    database = open_imported(name)
    if form not in WRITABLE:
        raise BadInputError.of(
            "CP-FMT-021", where="--format", found=form, formats=", ".join(WRITABLE)
        )
    if database.about["redistribution"] != ALLOWED:
        raise BadInputError.of("CP-FMT-019", where=name, name=name)
    report = LossReport()
    lookup = look_up(database.datasets(*_LOOKED_UP))
    matrices = form == BW_PROCESSING
    found = resolved(database, report) if matrices else _known(database.datasets())
    work = path.with_name(f".{path.name}.part")
    try:
        writer_of(form)(work, found, lookup, report)
        work.replace(path)
    finally:
        work.unlink(missing_ok=True)
    return {
        "name": name,
        "format": form,
        "file": path.name,
        "size": path.stat().st_size,
        "sha256": digest(path),
        "licences": database.about["licences"],
        "losses": report.to_json(),
    }


def _known(datasets: Iterator[Dataset]) -> Iterator[Dataset]:
    """Yield the data sets, none of which may hold an amount that is not known.

    Raises:
        CP-FMT-024: one does.
    """
    for one in datasets:
        if isinstance(one, ForeignProcess) and not all(each.amount for each in one.exchanges):
            raise BadInputError.of("CP-FMT-024", where=one.id, name=first_words(one.name, "en"))
        yield one
