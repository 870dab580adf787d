"""Sentences that charts share."""

from __future__ import annotations

import re

from cellprint.charts.document import Footprint
from cellprint.charts.drawing import Head
from cellprint.charts.numbers import shown_unit
from cellprint.i18n import Lang, translator

PART = "charts"
_BORDER = re.compile(r"(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])")


def spaced(text: str) -> str:
    """Return `text` with a space wherever Han meets Latin letters or digits.

    >>> spaced("正极材料 811是最大的一项")
    '正极材料 811 是最大的一项'
    """
    return _BORDER.sub(" ", text)


def head(title: str, subtitle: str, source: str, unit: str = "") -> Head:
    """Return what stands around a chart."""
    return Head(title=spaced(title), subtitle=subtitle, source=source, unit=unit)


def tip(name: str, value: str, *rest: str, unit: str, lang: Lang) -> str:
    """Return what a mark shows: its name, the value with its unit, and what else is said of it.

    >>> tip("Cell", "1.2", "62 %", unit="kg", lang="en")
    'Cell: 1.2 kg · 62 %'
    """
    said = " · ".join((f"{value} {unit}".rstrip(), *(part for part in rest if part)))
    return f"{name}: {said}" if lang == "en" else f"{name}：{said}"


def source_line(footprint: Footprint, lang: Lang) -> str:
    """Return what a chart rests on: study, catalogue release, rule book."""
    _ = translator(lang, PART)
    parts = [_("Study {id}").format(id=footprint.study_id)]
    if footprint.release:
        parts.append(_("catalogue {release}").format(release=footprint.release))
    if footprint.rule_book:
        parts.append(_("rules {id}").format(id=footprint.rule_book))
    return _("Source: {parts}").format(parts=" · ".join(parts))


def comma_list(items: list[str], lang: Lang) -> str:
    """Return `a, b, c` with the punctuation of the language."""
    return (", " if lang == "en" else "、").join(items)


def unit_words(unit: str, lang: Lang) -> str:
    """Return a unit of the document as pages of the language write it.

    >>> unit_words("kg CO2e/kWh delivered", "zh")
    'kg CO₂e/kWh（寿命期内提供）'
    """
    _ = translator(lang, PART)
    mass, slash, basis = shown_unit(unit).partition("/")
    known = {
        "kWh delivered": _("{mass}/kWh delivered"),
        "kWh capacity": _("{mass}/kWh capacity"),
        "battery": _("{mass}/battery"),
        "piece": _("{mass}/piece"),
    }
    return known.get(basis, f"{mass}{slash}{basis}").format(mass=mass)
