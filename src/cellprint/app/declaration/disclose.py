"""Disclose: open chosen inventory lines of a declaration, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cellprint.app.declaration.declare import disclosures_name
from cellprint.app.declaration.files import given
from cellprint.app.declaration.house import House
from cellprint.app.declaration.lines import opened
from cellprint.errors import BadInputError
from cellprint.model.classification import JsonObject


def disclose(house: House, declaration: Path, lines: Sequence[str]) -> str:
    """Return the presentation of an own declaration that opens the lines named.

    Raises:
        CP-DECL-020: there is no such line, or none is named.
        CP-DECL-032: not a declaration; CP-DECL-016: not one that this house issued.
    """
    content = _kept(house, declaration)
    wanted = [line.strip() for line in lines if line.strip()]
    if not wanted:
        near = tuple(line_names(content)[:3])
        raise BadInputError.of("CP-DECL-020", where="--lines", near=near, found="-")
    return opened(content, wanted)


def disclosable(house: House, declaration: Path) -> tuple[str, ...]:
    """Return the names of the lines that can be opened; errors as `disclose`."""
    return line_names(_kept(house, declaration))


def line_names(content: JsonObject) -> tuple[str, ...]:
    """Return the names of the lines of a private document, in their order."""
    rows = content["disclosures"]
    listed = rows if isinstance(rows, list) else []
    return tuple(str(row["line"]) for row in listed if isinstance(row, dict))


def _kept(house: House, declaration: Path) -> JsonObject:
    signed = given(declaration).signed
    if signed is None:
        raise BadInputError.of("CP-DECL-032", where=declaration.name)
    name = disclosures_name(signed.digest)
    if house.store.latest(name) is None:
        raise BadInputError.of("CP-DECL-016", where=declaration.name, digest=signed.digest[:16])
    content = house.store.get(name).content
    return content if isinstance(content, dict) else {}
