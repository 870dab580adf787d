"""Documents to start from: a commented study and the JSON Schema."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from cellprint.errors import BadInputError
from cellprint.i18n import Lang


def starting_study(lang: Lang) -> str:
    """Return the commented starting study in `lang`."""
    template = resources.files("cellprint.app") / "templates" / f"study.{lang}.yaml"
    return template.read_text(encoding="utf-8")


def write_starting_study(path: Path, lang: Lang) -> None:
    """Write the commented starting study; an existing file is never overwritten.

    Raises:
        CP-CLI-003: the file exists already.
    """
    if path.exists():
        raise BadInputError.of("CP-CLI-003", where=str(path), found=path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(starting_study(lang), encoding="utf-8")
