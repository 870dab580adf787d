"""An imported database as a private catalogue that lies over the shipped one.

Each product becomes an aggregated process: the gases of its whole chain, so that every set of
characterisation factors can be applied. The layer says whether values may be passed on; the
catalogue keeps closed layers out of releases, bundles and redacted results.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from cellprint.app.data import shipped_catalogue
from cellprint.app.imported.layer_units import catalogue_unit
from cellprint.app.imported.store import ImportedDatabase
from cellprint.app.imported.system import per_unit

FOLDER = "layer"
_NOT_ID = re.compile(r"[^A-Za-z0-9._-]+")
_SMALLEST = 1e-90


def layer_folder(database: ImportedDatabase) -> Path:
    """Return the folder of the layer, which is made when it is first asked for."""
    folder = database.folder / FOLDER
    if not (folder / "layer.yaml").is_file():
        _write(database, folder)
    return folder


def process_id(name: str, process: str, flow: str) -> str:
    """Return the id that a product of an imported database has in the catalogue."""
    return _NOT_ID.sub("-", f"{name}.{process}.{flow[:8]}")


def flow_id(name: str, flow: str) -> str:
    """Return the id that a flow of an imported database has in the catalogue."""
    return _NOT_ID.sub("-", f"{name}.{flow}")


def _write(database: ImportedDatabase, folder: Path) -> None:
    work = folder.with_name(f".{FOLDER}-new")
    shutil.rmtree(work, ignore_errors=True)
    for part in ("", "flows", "processes"):
        (work / part).mkdir(exist_ok=True)
    flows, processes, places = _entries(database)
    _dump(work / "layer.yaml", _about(database))
    _dump(work / "sources.yaml", [_source(database)])
    _dump(work / "flows" / "imported.yaml", flows)
    _dump(work / "processes" / "imported.yaml", processes)
    known = shipped_catalogue().locations
    others = [
        {"id": place, "name": {"en": place, "zh": place}, "level": "region"}
        for place in sorted(places)
        if place not in known
    ]
    if others:
        _dump(work / "locations.yaml", others)
    shutil.rmtree(folder, ignore_errors=True)
    work.rename(folder)


def _entries(
    database: ImportedDatabase,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], set[str]]:
    gases = per_unit(*database.system())
    flows: dict[str, dict[str, Any]] = {}
    processes, places = [], set()
    for column, product in enumerate(database.index()["products"]):
        unit = catalogue_unit(product["unit"])
        if not unit:
            continue
        place = _NOT_ID.sub("-", product["location"]) or "unknown"
        places.add(place)
        flow = flow_id(database.name, product["flow"])
        names = {"en": product["name"] or flow, "zh": product["name"] or flow}
        flows.setdefault(flow, {"id": flow, "kind": "product", "name": names, "unit": unit})
        title = product["process_name"] or flow
        chain = "complete" if gases.complete[column] else "incomplete"
        processes.append(
            {
                "id": process_id(database.name, product["process"], product["flow"]),
                "flow": flow,
                "route": _NOT_ID.sub("-", product["process"]),
                "name": {"en": title, "zh": title},
                "unit": unit,
                "location": place,
                "kind": "aggregated",
                "relocatable": False,
                "note": f"imported; chain of providers {chain}; several products shared by:"
                f" {product['allocation']}",
                "exchanges": list(
                    _exchanges(database.name, gases.gases, gases.amounts[:, column].tolist())
                ),
            }
        )
    return list(flows.values()), processes, places


def _exchanges(name: str, gases: tuple[str, ...], amounts: list[float]) -> Iterator[dict[str, Any]]:
    for gas, amount in zip(gases, amounts, strict=True):
        if abs(amount) > _SMALLEST:
            yield {
                "role": "emission",
                "flow": gas,
                "amount": format(Decimal(repr(amount)), "f"),
                "unit": "kg",
                "source": _source_id(name),
                "status": "published",
            }


def _about(database: ImportedDatabase) -> dict[str, Any]:
    about = database.about
    return {
        "id": database.name,
        "name": {"en": f"Imported: {about['file']}", "zh": f"导入：{about['file']}"},
        "release": about["sha256"][:12],
        "date": "1970-01-01",
        "licence": _licence(database),
        "redistribution": about["redistribution"],
        "preference": "last",
    }


def _source(database: ImportedDatabase) -> dict[str, Any]:
    about = database.about
    return {
        "id": _source_id(database.name),
        "title": f"Imported database {about['file']}",
        "authors": "see the database",
        "year": "not stated",
        "document": f"sha256:{about['sha256']}",
        "licence": _licence(database),
        "citation_status": "not stated",
        "redistribution": about["redistribution"],
    }


def _source_id(name: str) -> str:
    return f"IMPORTED-{name.upper()}"


def _licence(database: ImportedDatabase) -> str:
    stated = [
        one["restrictions"] or one["kind"] or f"copyright: {one['copyright']}"
        for one in database.about["licences"]
        if any((one["restrictions"], one["kind"], one["copyright"]))
    ]
    return "; ".join(dict.fromkeys(stated))[:500] or "not stated"


class _Dumper(yaml.SafeDumper):
    """Writes every text in quotes: `12345e678901` is text to YAML 1.1 and a number to YAML 1.2."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Dumper.add_representer(str, _quoted)


def _dump(path: Path, value: Any) -> None:
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(text, encoding="utf-8")
