"""Text in the user's language: one catalogue of translations per part of the program.

English is the source language. `locale/<language>/<part>.po` holds the translations of one part
(`cli`, `report`, `charts` …); a test fails when a string used by a part is missing there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Literal, get_args

Lang = Literal["en", "zh"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)

Translator = Callable[[str], str]


@cache
def translations(language: Lang, part: str) -> dict[str, str]:
    """Return message → translation of one part; empty for the source language."""
    if language == "en":
        return {}
    from babel.messages.pofile import read_po  # noqa: PLC0415  (kept off the start-up path)

    path = resources.files("cellprint") / "locale" / language / f"{part}.po"
    with path.open("rb") as handle:
        catalog = read_po(handle, locale=language)
    return {str(m.id): str(m.string) for m in catalog if m.id and m.string}


def translator(language: Lang, part: str) -> Translator:
    """Return the function that turns an English message of `part` into `language`.

    >>> translator("en", "cli")("Total")
    'Total'
    """
    table = translations(language, part)
    return lambda message: table.get(message, message)
