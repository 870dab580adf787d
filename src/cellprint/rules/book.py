"""Rule books: read from one folder each, found by entry point or among the built-in folders.

A folder holds `book.yaml` (what counts, as data), `params/*.yaml` (dated, cited values) and
`cases/*.yaml` (worked cases). Parameter sets that are no book of their own, such as the articles of
a regulation, lie under `sets/` and are named by the books that stand on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

from cellprint.errors import BadInputError
from cellprint.rules.book_files import read_book
from cellprint.rules.book_types import (
    STAGES,
    CutOffPolicy,
    FunctionalUnitRule,
    OpenPoint,
    RequiredItem,
    RuleBook,
)
from cellprint.rules.parameters import ParameterSet, read_parameters

__all__ = [
    "STAGES",
    "CutOffPolicy",
    "FunctionalUnitRule",
    "OpenPoint",
    "RequiredItem",
    "RuleBook",
    "book_folders",
    "parameter_set",
    "rule_book",
    "rule_book_ids",
    "set_folder",
]

ENTRY_POINT_GROUP = "cellprint.rules"


def rule_book(book_id: str) -> RuleBook:
    """Return the rule book `book_id`.

    Raises:
        CP-RULE-001: no book has this id; the nearest ids are named.
        CP-RULE-002, CP-RULE-010: the folder of the book is defective.
    """
    folders = book_folders()
    if book_id not in folders:
        near = tuple(get_close_matches(book_id, folders, n=3)) or tuple(sorted(folders))[:3]
        raise BadInputError.of("CP-RULE-001", where=book_id, near=near, book=book_id)
    return _read_book(folders[book_id])


def rule_book_ids() -> tuple[str, ...]:
    """Return the ids of all installed rule books, sorted."""
    return tuple(sorted(book_folders()))


@cache
def book_folders() -> Mapping[str, str]:
    """Return the package of each rule book by book id.

    Built-in folders are found by their `book.yaml`, so a source tree without installed metadata
    works; other distributions announce theirs in the entry point group `cellprint.rules`.

    Raises:
        CP-RULE-010: two packages announce the same book id.
    """
    found = {
        entry.name.replace("_", "-"): f"{__package__}.{entry.name}"
        for entry in resources.files(__package__).iterdir()
        if entry.is_dir() and (entry / "book.yaml").is_file()
    }
    for point in metadata.entry_points(group=ENTRY_POINT_GROUP):
        if found.setdefault(point.name, point.value) != point.value:
            raise BadInputError.of(
                "CP-RULE-010",
                where=point.value,
                book=point.name,
                problem=f"announced by {found[point.name]} and by {point.value}",
            )
    return found


@cache
def parameter_set(set_id: str) -> ParameterSet:
    """Return the parameters of the set `set_id` under `sets/`, or of the book of that id.

    Raises:
        CP-RULE-010: there is neither a set nor a book of that id.
    """
    folder = set_folder(set_id)
    if folder is not None:
        return read_parameters(folder / "params", set_id=set_id)
    if set_id not in book_folders():
        raise BadInputError.of(
            "CP-RULE-010", where=set_id, book=set_id, problem="no parameter set has this id"
        )
    return rule_book(set_id).parameters


def set_folder(set_id: str) -> Traversable | None:
    """Return the folder of the parameter set `set_id`, or None when there is none."""
    folder = resources.files(__package__) / "sets" / set_id.replace("-", "_")
    return folder if folder.is_dir() else None


@cache
def _read_book(package: str) -> RuleBook:
    folder = resources.files(package)
    book = read_book(folder, package=package, included=parameter_set)
    expected = package.rpartition(".")[2].replace("_", "-")
    if book.id != expected:
        raise BadInputError.of(
            "CP-RULE-010",
            where=package,
            book=book.id,
            problem=f"the folder is named for '{expected}'",
        )
    return book
