"""Finding flows, places and routes by what people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, CellprintError
from cellprint.model.inventory import Flow

_WEAKEST = 0.5
_DOTS = str.maketrans({"·": ".", "•": ".", "∙": ".", "⋅": ".", "*": ".", "_": " "})


def resolve_flow(catalogue: Catalogue, name: str, *, where: str = "") -> Flow:
    """Return the flow that `name` means: an id, alias, formula, CAS number or name (en or zh).

    The exact spelling is tried first, then without regard to case, width and hydrate dot, so that
    CO and Co stay apart.

    Raises:
        CP-DATA-101: no flow has that name; the three nearest are named.
        CP-DATA-102: several flows have it.
    """
    if name in catalogue.flows:
        return catalogue.flows[name]
    for form in (str.strip, normal_form):
        wanted = form(name)
        found = [
            flow
            for flow in catalogue.flows.values()
            if wanted and any(form(label) == wanted for label in _labels(catalogue, flow))
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInputError.of(
                "CP-DATA-102",
                where=where or name,
                near=tuple(flow.id for flow in found),
                name=name,
                count=len(found),
            )
    raise unknown_flow(catalogue, name, where=where)


def unknown_flow(catalogue: Catalogue, name: str, *, where: str = "") -> CellprintError:
    """Return the error CP-DATA-101 for `name`, with the three nearest flows."""
    near = tuple(
        f"{flow.id} ({flow.name.zh})" for _, flow in _ranked(catalogue, name, weakest=0.0)[:3]
    )
    return BadInputError.of("CP-DATA-101", where=where or name, near=near, name=name)


def search(catalogue: Catalogue, text: str, limit: int = 10) -> tuple[Flow, ...]:
    """Return up to `limit` flows whose id, aliases or names resemble `text`, best first."""
    ranked = _ranked(catalogue, text, weakest=_WEAKEST)
    return tuple(flow for _, flow in ranked[:limit])


def nearest(text: str, choices: Iterable[str], *, count: int = 3) -> tuple[str, ...]:
    """Return the `count` choices most like `text`, best first; equals in their own order.

    >>> nearest("galvanised", ["copper", "steel_galvanised", "steel"], count=1)
    ('steel_galvanised',)
    """
    wanted = normal_form(text)
    scored = [(-likeness(wanted, normal_form(choice)), choice) for choice in choices]
    return tuple(choice for _, choice in sorted(scored, key=lambda pair: pair[0])[:count])


def normal_form(text: str) -> str:
    """Return `text` without differences of case, width, subscripts, blanks and hydrate dots.

    >>> normal_form(" Ｌi₂CO₃ "), normal_form("NiSO4·6H2O")
    ('li2co3', 'niso4.6h2o')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DOTS)
    return re.sub(r"\s+", " ", plain).strip()


def likeness(wanted: str, label: str) -> float:
    """Return how alike two normal forms are, from 0 to 1.

    Equal is 1; a label that starts with or holds what is wanted comes before one that only shares
    letters, and the shorter label before the longer one.
    """
    if not wanted or not label:
        return 0.0
    if wanted == label:
        return 1.0
    covered = len(wanted) / len(label)
    if label.startswith(wanted):
        return 0.9 + 0.09 * covered
    if wanted in label:
        return 0.8 + 0.09 * covered
    words = wanted.split()
    if len(words) > 1 and all(word in label for word in words):
        return 0.75 + 0.04 * min(covered, 1.0)
    return 0.74 * SequenceMatcher(None, wanted, label, autojunk=False).ratio()


def _labels(catalogue: Catalogue, flow: Flow) -> Iterator[str]:
    yield flow.id
    yield flow.name.en
    yield flow.name.zh
    yield from flow.aliases
    composition = catalogue.compositions.get(flow.composition)
    if composition and composition.formula:
        yield composition.formula


def _ranked(catalogue: Catalogue, text: str, *, weakest: float) -> list[tuple[float, Flow]]:
    wanted = normal_form(text)
    scored = []
    for flow in catalogue.flows.values():
        score = max(likeness(wanted, normal_form(label)) for label in _labels(catalogue, flow))
        if score >= weakest:
            scored.append((score, flow))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].id))
