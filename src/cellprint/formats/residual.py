"""What a format cannot hold, found by reading back what was just written.

A data set is written as well as the format allows and read again; where the two differ, the field
goes into an extension together with what the format says, and into the loss report. So everything
that differs is told, nothing else is, and cellprint itself reads its files back without loss. A
field that another tool has changed since is taken from the file, not from the extension.
"""

from __future__ import annotations

from typing import Any

from cellprint.model.foreign import Dataset
from cellprint.model.foreign_json import dataset_id, dataset_kind, from_plain, to_plain
from cellprint.model.loss_report import LossReport

# Parts with many like items, compared item by item.
_LISTS = ("exchanges", "parameters", "allocation", "units", "properties")
Plain = dict[str, Any]


def residual(dataset: Dataset, native: Dataset, report: LossReport) -> Plain:
    """Return what `native` (read back) lacks of `dataset`, and report each difference."""
    original, found = to_plain(dataset), to_plain(native)
    rest: Plain = {}
    kind, identity = dataset_kind(dataset), dataset_id(dataset)
    for name in sorted(original.keys() | found.keys()):
        mine, theirs = original.get(name), found.get(name)
        if mine == theirs:
            continue
        if name in _LISTS and _alike(mine, theirs):
            items = _items(mine, theirs)
            rest[name] = items
            for fields in items.values():
                for field in fields:
                    _tell(report, f"{kind}/{name}/{field}", identity)
        else:
            rest[name] = [theirs, mine]
            _tell(report, f"{kind}/{name}", identity)
    return rest


def restored(native: Dataset, rest: Plain) -> Dataset:
    """Return the data set with what stands in the extension; a wrong extension changes nothing."""
    kind = dataset_kind(native)
    plain = to_plain(native)
    try:
        for name, change in rest.items():
            if isinstance(change, dict):
                items = plain.get(name, [])
                for position, fields in change.items():
                    for field, pair in fields.items():
                        _apply(items[int(position)], field, pair)
            else:
                _apply(plain, name, change)
        return from_plain(kind, plain)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return native


def _apply(plain: Plain, name: str, pair: list[Any]) -> None:
    """Put the original value in place, if the file still says what it said when written."""
    theirs, mine = pair
    if plain.get(name) != theirs:
        return
    if mine is None:
        plain.pop(name, None)
    else:
        plain[name] = mine


def _alike(mine: Any, theirs: Any) -> bool:
    return isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs)


def _items(mine: list[Plain], theirs: list[Plain]) -> dict[str, dict[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = {}
    for position, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        fields = {
            field: [other.get(field), one.get(field)]
            for field in sorted(one.keys() | other.keys())
            if one.get(field) != other.get(field)
        }
        if fields:
            found[str(position)] = fields
    return found


def _tell(report: LossReport, path: str, identity: str) -> None:
    report.add("CP-FMT-034", "loss", path=path, action="moved to extension", dataset=identity)
