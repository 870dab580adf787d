"""The YAML files of a rule book in their typed shapes; errors name file and line."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError

from cellprint.errors import BadInputError
from cellprint.model.inventory import Text
from cellprint.model.located_yaml import parse_yaml

Shape = TypeVar("Shape", bound=BaseModel)


class Strict(BaseModel):
    """Base of all file shapes: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class TextShape(Strict):
    """A label in both languages."""

    en: StrictStr = Field(min_length=1)
    zh: StrictStr = Field(min_length=1)

    def text(self) -> Text:
        """Return the label."""
        return Text(en=self.en, zh=self.zh)


def read_yaml(file: Traversable, shape: type[Shape]) -> Shape:
    """Return the content of `file` in the given `shape`.

    Raises:
        CP-YAML-…: the file is not the plain YAML that cellprint reads, or has a key twice.
        CP-RULE-002: an unknown key, a missing key, or a value of the wrong kind.
    """
    located = parse_yaml(file.read_bytes(), name=file.name)
    try:
        return shape.model_validate(located.data)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = "/".join(str(step) for step in first["loc"])
        raise BadInputError.of(
            "CP-RULE-002",
            where=located.where(first["loc"]),
            place=place,
            problem=first["msg"],
        ) from problem


def yaml_files(folder: Traversable) -> tuple[Traversable, ...]:
    """Return the YAML files of `folder` in order of name; none when the folder is absent."""
    if not folder.is_dir():
        return ()
    files = (entry for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(sorted(files, key=lambda entry: entry.name))
