"""What a reader of the end-of-life stage has to know, as findings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from cellprint.app.end_of_life import STAGE, EndOfLife, treatments
from cellprint.app.foreground import Lined
from cellprint.errors import Finding
from cellprint.model.inventory import Text
from cellprint.model.study_resolved import ResolvedStudy
from cellprint.rules.book import RuleBook
from cellprint.rules.messages import Message


def end_of_life_findings(
    ending: EndOfLife, study: ResolvedStudy, book: RuleBook, lines: Sequence[Lined]
) -> Iterator[Finding]:
    """Yield what a reader of the stage has to know; nothing is left out without a word."""
    treated = list(treatments(lines))
    if ending.option:
        yield _finding("CP-LINK-009", "note", book=book.id, method=ending.method)
    if not treated:
        return
    if ending.recycling is None:
        because = _both(ending.open.because) if ending.open else _NOTHING
        yield _finding(
            "CP-LINK-007", "warning", book=book.id, method=ending.method, because=because
        )
    elif ending.method == "cut_off":
        yield _finding("CP-LINK-010", "note", book=book.id)
    for one in ending.uncredited if ending.recycling is not None else ():
        if ending.method != "cut_off" and one.because is not None:
            yield _finding(
                "CP-LINK-011",
                "warning",
                product=one.exchange.flow,
                because=_both(one.because),
            )
    for one, _ in ending.credits if ending.method != "cut_off" else ():
        if one.replaces is not None and one.recovered_kg > one.content_kg * (1 + 1e-9):
            yield _finding(
                "CP-LINK-014",
                "warning",
                product=one.exchange.flow,
                element=one.replaces.element,
                found=f"{one.recovered_kg:.3g}",
                content=f"{one.content_kg:.3g}",
            )
    yield from _coverage(ending, study, treated)


def _coverage(
    ending: EndOfLife, study: ResolvedStudy, treated: Sequence[Lined]
) -> Iterator[Finding]:
    """Yield what of the battery has no end of life in the study: the rest of its mass, disposal."""
    disposal = ending.disposal
    if ending.recycling is not None and disposal is not None and disposal.value > 0:
        share = f"{100 * disposal.value:.3g}"
        yield _finding("CP-LINK-012", "warning", share=share, formula=disposal.written)
    mass = math.fsum(line.amount.mass_kg or 0.0 for line in treated)
    whole = study.battery.mass_kg
    # A rounded mass of the battery is no gap.
    if mass and mass < 0.99 * whole:
        yield _finding("CP-LINK-013", "warning", found=f"{mass:.4g}", whole=f"{whole:.4g}")


_NOTHING: Mapping[str, str] = {
    "en": "the recycling data state no recovered product that replaces a primary one",
    "zh": "回收数据未列出可替代原生产品的回收产品",
}


def _both(text: Text | Message) -> dict[str, str]:
    return {"en": text.get("en"), "zh": text.get("zh")}


def _finding(code: str, severity: str, **details: object) -> Finding:
    return Finding(
        code=code,
        where=STAGE,
        details=dict(details),
        severity="warning" if severity == "warning" else "note",
        rule="Recommendation (EU) 2021/2279, Annex I, 4.4.8",
    )
