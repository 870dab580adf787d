"""Reading the cited figures of the checks from `data/lint/rules`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from cellprint.catalogue.files import Folder
from cellprint.catalogue.lint.rules import (
    Assembled,
    Carrier,
    Cited,
    Content,
    Feed,
    FlowClass,
    Grade,
    Heat,
    LintRules,
    PerCapacity,
    Range,
    Share,
    Stage,
    Tolerance,
    Waiver,
    YieldWindow,
)
from cellprint.errors import BadInputError
from cellprint.model.located_yaml import parse_yaml

_Entry = TypeVar("_Entry", bound=Cited | Waiver)


@cache
def shipped_rules() -> LintRules:
    """Return the rules that ship with cellprint.

    The folder lies one level deeper than the files of a catalogue, which are not looked for there.
    """
    return load_rules(resources.files("cellprint") / "data" / "lint" / "rules")


def load_rules(folder: Folder) -> LintRules:
    """Return the rules of the YAML files of `folder`.

    Every file is a mapping of lists by kind (`ranges`, `stages` …); a kind may stand in several
    files.

    Raises:
        CP-LINT-030: a kind or an entry is not as it should be.
        CP-YAML: a file is no YAML.
    """
    return _rules(_merged(folder))


def extended(rules: LintRules, own: LintRules) -> LintRules:
    """Return `rules` with everything that `own` adds; of two numbers of a check the own one holds.

    So a company keeps its own ranges, stages and waivers beside the shipped ones.
    """
    merged: dict[str, Any] = {}
    for field in fields(LintRules):
        below, above = getattr(rules, field.name), getattr(own, field.name)
        if isinstance(below, tuple):
            merged[field.name] = (*below, *above)
        elif isinstance(below, Mapping):
            merged[field.name] = {**below, **above}
        else:
            merged[field.name] = below | above
    return LintRules(**merged)


def _merged(folder: Folder) -> Mapping[str, list[Any]]:
    lists: dict[str, list[Any]] = {}
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not item.name.endswith(".yaml"):
            continue
        data = parse_yaml(item.read_bytes(), name=item.name).data
        if not isinstance(data, dict):
            raise _bad(item.name, "{…: […]}")
        for kind, entries in data.items():
            if not isinstance(entries, list):
                where = f"{item.name}: {kind}"
                raise _bad(where, "[…]")
            lists.setdefault(kind, []).extend(entries)
    return lists


def _rules(lists: Mapping[str, list[Any]]) -> LintRules:
    left = dict(lists)
    cited: set[str] = set()

    def take(kind: str, model: type[_Entry]) -> tuple[_Entry, ...]:
        entries = _entries(kind, model, left.pop(kind, []))
        cited.update(entry.source for entry in entries)
        return entries

    contents = take("contents", Content)
    classes = take("classes", FlowClass)
    grades = take("grades", Grade)
    tolerances = take("tolerances", Tolerance)
    rules = LintRules(
        contents={entry.flow: entry for entry in contents},
        yields=take("yields", YieldWindow),
        feeds=take("feeds", Feed),
        carriers=take("carriers", Carrier),
        classes={entry.id: entry for entry in classes},
        ranges=take("ranges", Range),
        stages=take("stages", Stage),
        assembled=take("assembled", Assembled),
        shares=take("shares", Share),
        per_capacity=take("per_capacity", PerCapacity),
        heat=take("heat", Heat),
        grades={entry.id: entry for entry in grades},
        tolerances={entry.id: entry.value for entry in tolerances},
        waivers=take("waivers", Waiver),
        cited=frozenset(cited),
    )
    for kind in left:
        raise _bad(kind, "ranges, stages, waivers …")
    return rules


def _entries(kind: str, model: type[_Entry], entries: list[Any]) -> tuple[_Entry, ...]:
    try:
        return tuple(TypeAdapter(list[model]).validate_python(entries))  # type: ignore[valid-type]  # the model is an argument
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in detail["loc"])
        where = f"{kind}.{place}"
        raise _bad(where, detail["msg"]) from None


def _bad(where: str, expected: str) -> Exception:
    return BadInputError.of("CP-LINT-030", where=where, found=where, expected=expected)
