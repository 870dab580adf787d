"""Sentences of the rule books: an English template with named details, translated on demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cellprint.i18n import Lang, translator
from cellprint.model.inventory import Text

PART = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A sentence for the user.

    Attributes:
        template: the English sentence with `{named}` places; its translation is in `rules.po`.
        details: what stands in the places; a `Text` is shown in the language asked for.
    """

    template: str
    details: Mapping[str, object] = field(default_factory=dict)

    def get(self, lang: Lang = "en") -> str:
        """Return the sentence in `lang`."""
        shown = {name: _shown(value, lang) for name, value in self.details.items()}
        return translator(lang, PART)(self.template).format(**shown)

    def __str__(self) -> str:
        return self.get("en")


def message(template: str, **details: object) -> Message:
    """Return the sentence `template` with its details.

    >>> message("no warranty in years for {category}", category="M1").get("en")
    'no warranty in years for M1'
    """
    return Message(template=template, details=details)


def _shown(value: object, lang: Lang) -> object:
    """Return `value` as it is shown in `lang`."""
    if isinstance(value, Text | Message):
        return value.get(lang)
    if isinstance(value, tuple | list | frozenset):
        separator = "、" if lang == "zh" else ", "
        return separator.join(str(_shown(item, lang)) for item in value)
    return value
