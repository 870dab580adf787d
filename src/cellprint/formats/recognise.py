"""Which format a file is in, told from its content; names and endings are not believed."""

from __future__ import annotations

import json
import re

from cellprint.errors import BadInputError
from cellprint.formats.package import Package
from cellprint.model.foreign import ForeignFormat

OPENLCA = "openlca"
ECOSPOLD_1 = "ecospold1"
ECOSPOLD_2 = "ecospold2"
ILCD = "ilcd"
TIDAS = "tidas"
SIMAPRO = "simapro"
BRIGHTWAY = "brightway"
BW_PROCESSING = "bw_processing"
READABLE = (
    OPENLCA,
    ECOSPOLD_1,
    ECOSPOLD_2,
    ILCD,
    TIDAS,
    SIMAPRO,
    BRIGHTWAY,
    BW_PROCESSING,
)

_TEXT_MARKS = (
    (re.compile(r"<(?:\w+:)?ecoSpold\b[^>]*EcoSpold01", re.IGNORECASE | re.DOTALL), ECOSPOLD_1),
    (re.compile(r"<(?:\w+:)?ecoSpold\b[^>]*EcoSpold02", re.IGNORECASE | re.DOTALL), ECOSPOLD_2),
    (re.compile(r"http://lca\.jrc\.it/ILCD/\w+"), ILCD),
    (re.compile(r'"(?:process|flow|flowProperty|unitGroup|source|contact)DataSet"\s*:'), TIDAS),
    (re.compile(r"\{CSV separator:\s*\w+\s*\}", re.IGNORECASE), SIMAPRO),
)
_WORKBOOK_MARK = re.compile(rb">\s*(Activity|Database|Exchanges)\s*<", re.IGNORECASE)
_PACKAGE_MARK = re.compile(rb'"matrix"\s*:\s*"\w+_matrix"')
_NAMED_FIRST = 400


def recognise(package: Package) -> ForeignFormat:
    """Return the format of a file and what gave it away.

    Raises:
        CP-FMT-001: none of the formats that are read.
    """
    for tell in (_by_names, _by_content):
        found = tell(package)
        if found is not None:
            return found
    first = package.names[0] if package.names else ""
    raise BadInputError.of(
        "CP-FMT-001",
        where=package.path.name,
        found=_shown(package.head(first)) if first else "-",
        formats=", ".join(READABLE),
    )


def _by_names(package: Package) -> ForeignFormat | None:
    """Return the format when the names of the entries show it."""
    folders = {part for name in package.names for part in name.split("/")[:-1]}
    ends = {name.rsplit("/", 1)[-1] for name in package.names}
    if "xl/workbook.xml" in package.names:
        return _workbook(package)
    described = next((one for one in package.names if one.endswith("datapackage.json")), "")
    if described and _PACKAGE_MARK.search(package.head(described, 1 << 16)):
        return ForeignFormat(id=BW_PROCESSING, evidence=described)
    json_files = any(name.endswith(".json") for name in package.names)
    if "olca-schema.json" in ends:
        name = next(one for one in package.names if one.endswith("olca-schema.json"))
        return ForeignFormat(id=OPENLCA, version=_olca_version(package.head(name)), evidence=name)
    if json_files and folders & {"unit_groups", "flow_properties"}:
        return ForeignFormat(id=OPENLCA, version=_keys_version(package), evidence="folders")
    return None


def _workbook(package: Package) -> ForeignFormat | None:
    """Return the format of a workbook whose texts begin with the words of Brightway's importer."""
    for name in package.names:
        if name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/"):
            found = _WORKBOOK_MARK.search(package.head(name, 1 << 16))
            if found:
                return ForeignFormat(id=BRIGHTWAY, evidence=f"{name}: {found.group(1).decode()}")
    return None


def _by_content(package: Package) -> ForeignFormat | None:
    """Return the format when the beginning of one of the first entries shows it."""
    for name in package.names[:_NAMED_FIRST]:
        head = _shown(package.head(name), size=4096)
        for mark, kind in _TEXT_MARKS:
            if mark.search(head) and (kind != ILCD or head.lstrip()[:1] == "<"):
                return ForeignFormat(id=kind, version="", evidence=f"{name}: {mark.pattern}")
        if '"@type"' in head and '"@id"' in head and '"@context"' in head:
            return ForeignFormat(id=OPENLCA, version=_keys_version(package), evidence=name)
    return None


def _olca_version(head: bytes) -> str:
    try:
        version = json.loads(head).get("version")
    except (ValueError, AttributeError):
        return "2"
    return str(version) if version else "2"


def _keys_version(package: Package) -> str:
    """Return 1 or 2 by the spelling of keys: `input` or `isInput`."""
    for name in package.names:
        if "processes/" in name or not package.is_archive:
            head = package.head(name, 1 << 16)
            if b'"isInput"' in head or b'"isQuantitativeReference"' in head:
                return "2"
            if b'"input"' in head or b'"quantitativeReference"' in head:
                return "1"
    return "1"


def _shown(head: bytes, *, size: int = 60) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")[:size]
    return head.decode("utf-8", "replace")[:size].lstrip("\ufeff")
