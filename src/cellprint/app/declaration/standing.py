"""Whether the declarations that a study rests on still stand, as findings about the study.

What is found depends on the day and on what the own house has been told. It is therefore added to
a computed study from outside, and the digest of the footprint does not cover it: the same study
keeps the same digest on any day and at anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cellprint.app.declaration.house import DATABASE, House, open_house
from cellprint.app.declaration.issuer_checks import issuer_checks
from cellprint.app.declaration.review import known_status
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.declaration.suppliers import named_declaration
from cellprint.app.declaration.trust import Trust, trust_of
from cellprint.app.home import home
from cellprint.errors import CellprintError, Finding
from cellprint.model.study_resolved import ResolvedFootprint
from cellprint.store.review import ReviewState

_UNKNOWN_ISSUER = "CP-DECL-021"
# (what the finding says, whether it says that something could not be checked)
_Noticed = tuple[Finding, bool]


def standing_findings(
    named: Sequence[ResolvedFootprint], folder: Path, *, at: datetime
) -> tuple[Finding, ...]:
    """Return a warning for each thing known against declarations, or that could not be checked.

    Args:
        named: supplier footprints that name a declaration.
        folder: where the paths of the declarations start from.
        at: the moment that counts.
    """
    if not (home() / DATABASE).is_file():
        return tuple(_findings(named, folder, house=None, at=at))
    try:
        with open_house() as house:
            return tuple(_findings(named, folder, house=house, at=at))
    except CellprintError as error:
        # Without the own house nobody is known, but the days of a declaration can still be read.
        closed = [(finding, True) for finding in error.findings]
        return (
            *(_said(one, footprint, at) for footprint in named for one in closed),
            *_findings(named, folder, house=None, at=at),
        )


def _findings(
    named: Sequence[ResolvedFootprint], folder: Path, *, house: House | None, at: datetime
) -> Iterator[Finding]:
    trust = trust_of(house) if house is not None else Trust()
    for footprint in named:
        seen: set[str] = set()
        for noticed in _noticed(footprint, folder, house=house, trust=trust, at=at):
            # An unknown or revoked issuer shows in the declaration and in its review.
            if noticed[0].code not in seen:
                seen.add(noticed[0].code)
                yield _said(noticed, footprint, at)


def _noticed(
    footprint: ResolvedFootprint,
    folder: Path,
    *,
    house: House | None,
    trust: Trust,
    at: datetime,
) -> Iterator[_Noticed]:
    try:
        signed = named_declaration(footprint, folder)
    except CellprintError as error:
        yield from ((finding, True) for finding in error.findings)
        return
    for check in issuer_checks(signed, trust=trust, at=at):
        for finding in check.findings:
            yield finding, finding.code == _UNKNOWN_ISSUER
    if house is not None:
        yield from _reviewed(house, signed, trust)


def _reviewed(house: House, signed: SignedDeclaration, trust: Trust) -> Iterator[_Noticed]:
    try:
        state = known_status(house, signed, trust=trust).status.state
    except CellprintError as error:
        yield from ((finding, True) for finding in error.findings)
        return
    if state in (ReviewState.WITHDRAWN, ReviewState.SUPERSEDED):
        details = {"state": _STATES[state]}
        yield Finding(code="CP-DECL-047", where="review", details=details), False


_STATES = {
    ReviewState.WITHDRAWN: {"en": "withdrawn", "zh": "已撤回"},
    ReviewState.SUPERSEDED: {"en": "superseded", "zh": "已被取代"},
}


def _said(noticed: _Noticed, footprint: ResolvedFootprint, at: datetime) -> Finding:
    """Return what was noticed as a warning at the place of the study that it is about."""
    finding, unchecked = noticed
    day = at.date().isoformat()
    # To the day, so that two runs of one day say the same.
    told = replace(finding, details=finding.details | {"now": day})
    return Finding(
        code="CP-DECL-055" if unchecked else "CP-DECL-049",
        where=footprint.where,
        details={
            "supplier": footprint.entry.id,
            "day": day,
            "because": {lang: told.what(lang) for lang in ("en", "zh")},
            "found": finding.code,
        },
        severity="warning",
    )
