"""Text alternatives, made of the same labels that are drawn."""

from __future__ import annotations

from collections.abc import Iterable

from cellprint.charts.drawing import Head
from cellprint.i18n import Lang


def described(head: Head, parts: Iterable[tuple[str, str]], *, lang: Lang) -> str:
    """Return a chart in words: finding, unit, every label with its value.

    Args:
        head: title and unit of the chart.
        parts: label and shown value of every mark, in reading order.
        lang: language whose punctuation is used.

    >>> head = Head(title="A leads", subtitle="kg", source="")
    >>> described(head, [("A", "2"), ("B", "1")], lang="en")
    'A leads. kg. A: 2; B: 1.'
    """
    stop, colon, semicolon = (". ", ": ", "; ") if lang == "en" else ("。", "：", "；")
    marks = semicolon.join(f"{label}{colon}{value}" for label, value in parts)
    sentences = (head.title, head.subtitle, marks)
    return stop.join(sentence for sentence in sentences if sentence) + stop.strip()
