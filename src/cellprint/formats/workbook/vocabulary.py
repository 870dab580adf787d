"""What the drop-downs of a workbook offer, and the words a reader understands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from cellprint.i18n import Lang
from cellprint.model.inventory import Text

_NAMED = re.compile(r"\[([^\[\]]+)\]\s*$")
_IGNORED = re.compile(r"[\s*＊_]+")

Names = Mapping[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Id → name in both languages of everything that a workbook may name.

    Attributes:
        product: products and treatments.
        carrier: energy carriers.
        mode: freight products.
        flow: elementary flows that a plant may emit.
        place: countries, provinces and regions.
        rulebook: rule books.
    """

    product: Names = field(default_factory=dict)
    carrier: Names = field(default_factory=dict)
    mode: Names = field(default_factory=dict)
    flow: Names = field(default_factory=dict)
    place: Names = field(default_factory=dict)
    rulebook: Names = field(default_factory=dict)

    def names(self, kind: str) -> Names:
        """Return the names of one kind of entry; none where the kind has no list."""
        found: Names = getattr(self, kind, {})
        return found


def shown(names: Names, key: str, lang: Lang) -> str:
    """Return `name [id]` for a known id, and any other text as it is.

    >>> shown({"lfp": Text(en="LFP", zh="磷酸铁锂")}, "lfp", "zh")
    '磷酸铁锂 [lfp]'
    """
    return f"{names[key].get(lang)} [{key}]" if key in names else key


def meant(names: Names, text: str) -> str:
    """Return the id that `name [id]` names, and any other text as it is."""
    match = _NAMED.search(text)
    return match[1] if match and match[1] in names else text


def place_meant(names: Names, text: str) -> str:
    """Return the code of a place that is named by code, by `name [code]` or by its name alone."""
    found = meant(names, text)
    if found in names:
        return found
    wanted = plain(text)
    for code, name in names.items():
        if wanted in (plain(code), plain(name.zh), plain(name.en)):
            return code
    return found


def plain(text: str) -> str:
    """Return a text for comparison: half-width, lower case, without blanks and stars.

    >>> plain(" Ａmount * ")
    'amount'
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()
