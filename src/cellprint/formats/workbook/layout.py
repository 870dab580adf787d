"""The sheets of the study workbook: `layout.yaml` joined with the model of the study."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import EnumMeta
from functools import cache
from importlib import resources
from typing import Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel

from cellprint.i18n import Lang
from cellprint.model.inventory import Text
from cellprint.model.study import Study
from cellprint.model.study_fields import SourceRef

# The cells that an entry of a kind takes; every other kind takes one.
PARTS: Mapping[str, tuple[str, ...]] = {
    "quantity": ("", "unit"),
    "label": ("zh", "en"),
    "uncertainty": ("distribution", "spread", "low", "mode", "high"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One cell of an entry: a column of a table, a line of a form.

    Attributes:
        path: the entry.
        part: which of its cells; empty for the only or first one.
        label: head in both languages.
    """

    path: str
    part: str
    label: Text

    @property
    def key(self) -> str:
        """Return a name that is unique on the sheet."""
        return f"{self.path}:{self.part}" if self.part else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An entry of the study as a sheet shows it.

    Attributes:
        path: keys of the entry joined by dots, within the row of a table or the model of a form.
        kind: how its cells are written and read.
        needed: whether a row without it is incomplete.
        choices: id → label, in order, where the entry is one of a few.
        units: name of the list of units that its drop-down offers.
        prefix: beginning of the keys of rows.
    """

    path: str
    kind: str
    label: Text
    slots: tuple[Slot, ...]
    needed: bool = False
    help: Text | None = None
    choices: Mapping[str, Text] | None = None
    units: str = ""
    prefix: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the path as keys."""
        return tuple(self.path.split("."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: a form (one entry a line) or a table (one entry a column); `rows` are prepared."""

    id: str
    form: bool
    label: Text
    hint: Text
    model: str
    fields: tuple[Field, ...]
    rows: int = 0

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return the cells of all entries in order."""
        return tuple(slot for field in self.fields for slot in field.slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All sheets, with the texts that they share."""

    version: str
    sheets: Mapping[str, Sheet]
    markers: Mapping[str, Text]
    units: Mapping[str, tuple[str, ...]]
    choices: Mapping[str, Mapping[str, Text]]


@cache
def study_layout() -> Layout:
    """Return the layout of the study workbook."""
    return _layout("layout.yaml")


@cache
def supplier_layout() -> Layout:
    """Return the layout of the supplier questionnaire."""
    return _layout("supplier.yaml")


def _layout(name: str) -> Layout:
    """Return a layout; what it does not say itself is that of the study workbook."""
    shared, own = _file("layout.yaml"), _file(name)
    data = {**shared, **own}
    bodies = {body["id"]: body for body in (*shared["sheets"], *own["sheets"]) if "fields" in body}
    choices = {key: _texts(entries) for key, entries in data["choices"].items()}
    sheets = [_sheet(body, bodies, data["fixed"], choices) for body in own["sheets"]]
    return Layout(
        version=data["version"],
        sheets={sheet.id: sheet for sheet in sheets},
        markers=_texts(data["markers"]),
        units={key: tuple(units) for key, units in data["units"].items()},
        choices=choices,
    )


def _file(name: str) -> Any:
    text = (resources.files("cellprint.formats.workbook") / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_TextLoader)  # noqa: S506  (a safe loader)


def both(label: Text, lang: Lang) -> str:
    """Return a head in both languages, the chosen one first, on two lines."""
    first, second = (label.zh, label.en) if lang == "zh" else (label.en, label.zh)
    return first if first == second else f"{first}\n{second}"


def model_field(path: str) -> Any:
    """Return the field of the study's model at a path like `components.items.amount`; or None."""
    shape: Any = SourceRef if path.startswith("source.") else Study
    found: Any = None
    for name in path.removeprefix("source.").split("."):
        fields = {field.alias or key: field for key, field in _fields(shape).items()}
        found = fields.get(name)
        if found is None:
            return None
        shape = _bare(found.annotation)
    return found


class _TextLoader(yaml.SafeLoader):
    """Reads every scalar as text: `none`, `true` and `yes` are words here."""


_TextLoader.yaml_implicit_resolvers = {}


def _sheet(
    body: Mapping[str, Any],
    bodies: Mapping[str, Any],
    fixed: Mapping[str, Mapping[str, str]],
    choices: Mapping[str, Mapping[str, Text]],
) -> Sheet:
    entries = bodies[body["like"]]["fields"] if "like" in body else body["fields"]
    return Sheet(
        id=body["id"],
        form=body["kind"] == "form",
        label=_text(body["label"]),
        hint=_text(body["hint"]),
        model=body["model"],
        fields=tuple(_field(entry, body["model"], fixed, choices) for entry in entries),
        rows=int(body.get("rows", 0)),
    )


def _field(
    entry: Mapping[str, Any],
    model: str,
    fixed: Mapping[str, Mapping[str, str]],
    choices: Mapping[str, Mapping[str, Text]],
) -> Field:
    path, kind, label = entry["path"], entry["kind"], _text(entry["label"])
    found = model_field(f"{model}.{path}".lstrip("."))
    return Field(
        path=path,
        kind=kind,
        label=label,
        slots=tuple(
            Slot(path=path, part=part, label=_part_label(part, label, fixed))
            for part in PARTS.get(kind, ("",))
        ),
        needed=entry.get("needed") == "true" or _needed(model, path),
        help=_text(entry["help"]) if "help" in entry else None,
        choices=_choices(path, kind, found, choices),
        units=entry.get("units", ""),
        prefix=entry.get("prefix", ""),
    )


def _part_label(part: str, label: Text, fixed: Mapping[str, Mapping[str, str]]) -> Text:
    """Return the head of one cell of an entry."""
    if not part:
        return label
    pattern = fixed[part]
    return Text(en=pattern["en"].format(label=label.en), zh=pattern["zh"].format(label=label.zh))


def _needed(model: str, path: str) -> bool:
    """Tell whether a row (or form) cannot be without an entry, by the model of the study."""
    steps = path.split(".")
    fields = [
        model_field(".".join((*model.split("."), *steps[: n + 1])).lstrip("."))
        for n in range(len(steps))
    ]
    return all(field is not None and field.is_required() for field in fields)


def _choices(
    path: str, kind: str, found: Any, choices: Mapping[str, Mapping[str, Text]]
) -> Mapping[str, Text] | None:
    """Return the choices of an entry: the ids of the model, with their labels."""
    if kind == "yes_no":
        return choices["yes_no"]
    if kind == "uncertainty":
        return choices["distribution"]
    if kind != "choice":
        return None
    labels = choices.get(path.rpartition(".")[2], {})
    ids = list(_ids(_bare(found.annotation))) if found is not None else list(labels)
    return {one: labels.get(one, Text(en=one, zh=one)) for one in ids or list(labels)}


def _ids(shape: Any) -> Iterator[str]:
    if get_origin(shape) is Literal:
        yield from (str(one) for one in get_args(shape))
    elif isinstance(shape, EnumMeta):
        yield from map(str, shape.__members__.values())


def _fields(shape: Any) -> Mapping[str, Any]:
    return shape.model_fields if isinstance(shape, type) and issubclass(shape, BaseModel) else {}


def _bare(shape: Any) -> Any:
    """Return what a field holds: without `| None`, annotations, tuple and dict."""
    while True:
        if get_origin(shape) in (types.UnionType, Union):
            shape = next(one for one in get_args(shape) if one is not types.NoneType)
        elif hasattr(shape, "__metadata__") or get_origin(shape) is tuple:
            shape = get_args(shape)[0]
        elif get_origin(shape) is dict:
            shape = get_args(shape)[1]
        else:
            return shape


def _text(entry: Mapping[str, str]) -> Text:
    return Text(en=entry["en"], zh=entry["zh"])


def _texts(entries: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    return {name: _text(entry) for name, entry in entries.items()}
