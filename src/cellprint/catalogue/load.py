"""From a folder of YAML files to a catalogue, or to one error with everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import rfc8785

from cellprint.catalogue.build import Json, catalogue_of
from cellprint.catalogue.checks import Checks
from cellprint.catalogue.entries import Entries, Placed, read_entries
from cellprint.catalogue.files import Folder, file_bytes
from cellprint.catalogue.place_checks import place_findings
from cellprint.catalogue.release import Catalogue
from cellprint.catalogue.schema import DerivedElectricityEntry, ElectricityEntry
from cellprint.catalogue.sharing_checks import sharing_findings
from cellprint.errors import BadInputError, Finding
from cellprint.model.inventory import Status


def load_catalogue(folder: Folder) -> Catalogue:
    """Return the catalogue that the YAML files of `folder` describe.

    Raises:
        CP-DATA-001 to CP-DATA-024, CP-YAML and CP-UNIT: everything that is wrong, at once; each
            finding names file and line.
    """
    return catalogue_of(compile_files(file_bytes(folder)))


def catalogue_findings(folder: Folder) -> tuple[Finding, ...]:
    """Return every error and warning about the YAML files of `folder`; empty when all is well."""
    return tuple(_all_findings(read_entries(file_bytes(folder))))


def compile_files(files: Mapping[str, bytes]) -> bytes:
    """Return the compiled content of catalogue files as canonical JSON (RFC 8785).

    Raises:
        CP-DATA-001 to CP-DATA-024, CP-YAML and CP-UNIT: see `load_catalogue`.
    """
    return rfc8785.dumps(compile_entries(read_entries(files)))


def compile_entries(entries: Entries) -> Json:
    """Return the compiled content of entries as plain JSON data.

    Raises:
        CP-DATA-001 to CP-DATA-024, CP-YAML and CP-UNIT: see `load_catalogue`.
    """
    errors = [item for item in _all_findings(entries) if item.severity == "error"]
    if errors:
        raise BadInputError(*errors)
    return _content(entries)


def _all_findings(entries: Entries) -> list[Finding]:
    """Return what is wrong; references are judged only when every file could be read."""
    if not entries.readable:
        return entries.findings
    return [
        *entries.findings,
        *Checks(entries).findings(),
        *place_findings(entries),
        *sharing_findings(entries),
    ]


def _content(entries: Entries) -> Json:
    factors = [*_plain(entries.electricity), *_sums(entries)]
    return {
        "release": _plain(entries.release)[0],
        "sources": _plain(entries.sources),
        "locations": _plain(entries.locations),
        "flows": _plain(entries.flows, family=True),
        "processes": _plain(entries.processes, family=True),
        "electricity": sorted(factors, key=_id),
        "gwp": _plain(entries.gwp),
        "compositions": _plain(entries.compositions),
        "batteries": _plain(entries.batteries),
    }


def _plain(placed: Iterable[Placed[Any]], *, family: bool = False) -> list[Json]:
    """Return entries as plain data, ordered by id; what is not given is absent."""
    items = []
    for item in placed:
        plain: Json = item.entry.model_dump(mode="json", exclude_none=True)
        if family:
            plain["family"] = item.family
        items.append(plain)
    return sorted(items, key=_id)


def _id(plain: Json) -> str:
    return str(plain.get("id", ""))


def _sums(entries: Entries) -> list[Json]:
    """Return the electricity factors that are sums of others, with the arithmetic in the note."""
    factors = {factor.entry.id: factor.entry for factor in entries.electricity}
    return [
        _sum(total.entry, [factors[name] for name in total.entry.sum_of])
        for total in entries.derived
    ]


def _sum(entry: DerivedElectricityEntry, parts: list[ElectricityEntry]) -> Json:
    value = str(sum((Decimal(part.value) for part in parts), Decimal(0)))
    arithmetic = " + ".join(part.value for part in parts)
    names = " + ".join(part.id for part in parts)
    return {
        "id": entry.id,
        "location": entry.location,
        "level": "technology",
        "kind": parts[0].kind,
        "technology": entry.technology,
        "gas_basis": parts[0].gas_basis,
        "value": value,
        "unit": parts[0].unit,
        "year": entry.year,
        "issuer": _joined(part.issuer for part in parts),
        "document": _joined(part.document for part in parts),
        "table": _joined(part.table for part in parts),
        "licence": _joined(part.licence for part in parts),
        "status": Status.DERIVED.value,
        "note": f"{arithmetic} = {value} ({names}); {entry.note}",
    }


def _joined(texts: Iterable[str | None]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))
