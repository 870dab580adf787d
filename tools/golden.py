"""The golden snapshot: the footprint of every product, place and year; a change of data shows here.

Usage: python -m tools.golden          compare, and list what changed
       python -m tools.golden renew    write the files anew

Files under `tests/golden`: `products.csv` (products × years, one column per country),
`provinces.csv` (products, one column per province with a factor, in the year of these factors) and
`processes.csv` (every process at its own place, every route on its own). A change of these files
needs a changelog fragment of the type `data`; `cellprint catalogue diff` gives its table.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cellprint.catalogue.release import Catalogue

FOLDER = Path(__file__).parents[1] / "tests" / "golden"
COUNTRIES = ("CN", "JP", "KR", "DE", "PL", "US", "ID", "CL")
YEARS = (2022, 2023, 2024)
# The only year of which provinces have life-cycle factors; their other years repeat it.
PROVINCE_YEAR = 2023
TOLERANCE = 1e-6
DIGITS = 6
MORE_DIGITS = 12

Shown = Callable[[float | str], str]
Cells = dict[tuple[str, ...], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell that differs: file, row and column; empty where one side has no such cell."""

    file: str
    cell: tuple[str, ...]
    old: str
    new: str

    @property
    def line(self) -> str:
        """Return what changed, in one line."""
        change = ""
        if _is_number(self.old) and _is_number(self.new) and float(self.old):
            change = f" ({float(self.new) / float(self.old) - 1:+.3%})"
        old, new = _brief(self.old), _brief(self.new)
        return f"{self.file}: {' '.join(self.cell)}: {old} → {new}{change}"


def snapshot(catalogue: Catalogue, *, digits: int = DIGITS) -> dict[str, str]:
    """Return the text of each golden file as `catalogue` gives it [kg CO2e per unit].

    Values have `digits` significant digits: those of the files, or more to compare with them.
    """
    shown = partial(_shown, digits=digits)
    return {
        "products.csv": _text(_products(catalogue, shown)),
        "provinces.csv": _text(_provinces(catalogue, shown)),
        "processes.csv": _text(_processes(catalogue, shown)),
    }


def differences(old: dict[str, str], new: dict[str, str]) -> list[Difference]:
    """Return the cells that differ by more than the tolerance, in the order of files and cells.

    Args:
        old: the files as kept.
        new: a snapshot with more digits, or other files.
    """
    found = []
    for name in sorted(old.keys() | new.keys()):
        before, after = _cells(old.get(name, "")), _cells(new.get(name, ""))
        for cell in sorted(before.keys() | after.keys()):
            was, is_ = before.get(cell, ""), after.get(cell, "")
            if not _same(was, is_):
                found.append(Difference(file=name, cell=cell, old=was, new=is_))
    return found


def kept(folder: Path = FOLDER) -> dict[str, str]:
    """Return the text of each golden file in `folder`."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))}


def main(*arguments: str) -> int:
    """Compare or renew; return 1 when a comparison finds a difference."""
    from cellprint.app.data import shipped_catalogue  # noqa: PLC0415  (needs the package)

    found = differences(kept(), snapshot(shipped_catalogue(), digits=MORE_DIGITS))
    print("\n".join(one.line for one in found) or "nothing changed")
    if arguments[:1] != ("renew",):
        return 1 if found else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in snapshot(shipped_catalogue()).items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def _products(catalogue: Catalogue, shown: Shown) -> Iterator[list[str]]:
    names = _product_ids(catalogue)
    yield ["product", "year", "unit", *COUNTRIES]
    columns = {year: _values(catalogue, names, COUNTRIES, year) for year in YEARS}
    for name in names:
        for year in YEARS:
            cells = [shown(columns[year][name, place]) for place in COUNTRIES]
            yield [name, str(year), catalogue.flows[name].unit, *cells]


def _provinces(catalogue: Catalogue, shown: Shown) -> Iterator[list[str]]:
    names = _product_ids(catalogue)
    places = sorted(
        {
            one.location
            for one in catalogue.grid_factors.values()
            if one.level == "province" and one.kind.startswith("life_cycle")
        }
    )
    yield ["product", "year", "unit", *places]
    values = _values(catalogue, names, places, PROVINCE_YEAR)
    for name in names:
        cells = [shown(values[name, place]) for place in places]
        yield [name, str(PROVINCE_YEAR), catalogue.flows[name].unit, *cells]


def _processes(catalogue: Catalogue, shown: Shown) -> Iterator[list[str]]:
    """Yield every process at its own place, in CN where it is described for a wider region."""
    from cellprint.app.portfolio import Asked, footprints  # noqa: PLC0415

    wide = ("region", "world")
    asked = [
        Asked(product=one.id, place="CN" if place.level in wide else place.id)
        for one in sorted(catalogue.processes.values(), key=lambda item: item.id)
        for place in (catalogue.locations[one.location],)
    ]
    yield ["process", "place", "year", "unit", "value"]
    for one, value in sorted(
        footprints(catalogue, asked, year=PROVINCE_YEAR).items(), key=lambda item: item[0].product
    ):
        unit = catalogue.processes[one.product].unit
        yield [one.product, one.place, str(PROVINCE_YEAR), unit, shown(value)]


def _product_ids(catalogue: Catalogue) -> list[str]:
    makes = {process.flow for process in catalogue.processes.values()}
    electric = {flow.id for flow in catalogue.flows.values() if flow.kind == "electricity"}
    return sorted(makes | electric)


def _values(
    catalogue: Catalogue, names: Iterable[str], places: Iterable[str], year: int
) -> dict[tuple[str, str], float | str]:
    from cellprint.app.portfolio import Asked, footprints  # noqa: PLC0415

    places = list(places)
    asked = [Asked(product=name, place=place) for name in names for place in places]
    found = footprints(catalogue, asked, year=year)
    return {(one.product, one.place): value for one, value in found.items()}


def _shown(value: float | str, *, digits: int) -> str:
    return value if isinstance(value, str) else f"{value:.{digits}g}"


def _brief(text: str) -> str:
    return _shown(float(text), digits=DIGITS) if _is_number(text) else text or "absent"


def _text(rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _cells(text: str) -> Cells:
    """Return the values of a file by what names their row and column."""
    rows = csv.reader(io.StringIO(text))
    head = next(rows, [])
    labels = head.index("unit") + 1 if head else 0
    return {
        (*row[: labels - 1], column): value
        for row in rows
        for column, value in zip(head[labels:], row[labels:], strict=True)
    }


def _same(old: str, new: str) -> bool:
    if not (_is_number(old) and _is_number(new)):
        return old == new
    a, b = float(old), float(new)
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b)) + _rounding(a)


def _rounding(value: float) -> float:
    """Return half a unit of the last digit that a file writes of `value`."""
    exponent = int(f"{value:e}".partition("e")[2])
    return 0.5 * 10.0 ** (exponent - DIGITS + 1) if value else 0.0


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
