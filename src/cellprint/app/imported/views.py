"""What is shown of imported databases: the list, a report, footprints of products."""

from __future__ import annotations

from typing import Any

from cellprint.app.data import shipped_catalogue
from cellprint.app.imported.layer import process_id
from cellprint.app.imported.store import imported_names, open_imported
from cellprint.app.imported.system import footprints, per_unit, uncharacterised
from cellprint.errors import BadInputError

DEFAULT_SET = "IPCC_AR6"


def databases() -> list[dict[str, Any]]:
    """Return what each imported database is."""
    return [open_imported(name).about for name in imported_names()]


def report(name: str) -> dict[str, Any]:
    """Return the report of an import.

    Raises:
        CP-FMT-015: there is no database of that name.
    """
    return open_imported(name).report()


def products(name: str, find: str = "", *, gwp_set: str = DEFAULT_SET) -> dict[str, Any]:
    """Return the footprints of the products whose names hold `find`.

    Raises:
        CP-FMT-015: there is no database of that name.
        CP-FMT-013: its system has no solution.
    """
    database = open_imported(name)
    if not (database.folder / "index.json").is_file():
        raise BadInputError.of("CP-FMT-013", where=name, name=name)
    factors = shipped_catalogue().gwp_sets[gwp_set].factors
    gases = per_unit(*database.system())
    values = footprints(gases, factors)
    wanted = find.casefold()
    rows = [
        {
            "id": process_id(name, product["process"], product["flow"]),
            "process": product["process"],
            "name": product["name"],
            "process_name": product["process_name"],
            "location": product["location"],
            "unit": product["unit"],
            "footprint_kgco2e": repr(float(values[column])),
            "complete_chain": bool(gases.complete[column]),
            "allocation": product["allocation"],
        }
        for column, product in enumerate(database.index()["products"])
        if wanted in product["name"].casefold() or wanted in product["process_name"].casefold()
    ]
    return {
        "database": name,
        "gwp_set": gwp_set,
        "gases_without_factor": uncharacterised(gases.gases, factors),
        "products": rows,
    }
