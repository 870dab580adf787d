"""Screen: what a study would declare, and signing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from cellprint.app.declaration.clock import moment
from cellprint.app.declaration.draft import usable_keys
from cellprint.app.declaration.issued import declarations
from cellprint.app.declaration.keys import generate
from cellprint.app.declaration.passphrase import environment_passphrase, passphrase_of
from cellprint.app.documents import Json
from cellprint.errors import BadInputError, CellprintError
from cellprint.report.figures import paper_figures
from cellprint.report.paper import build_paper
from cellprint.web.problems import status_of
from cellprint.web.rendering import address
from cellprint.web.screens import Screen
from cellprint.web.visit import OnVisit, Visit

router = APIRouter()
SCREEN = Screen(
    id="declaration", name="Declaration", path="declaration", router=router, of_study=True
)

# Without a limit of their own: a refused value would be shown, and this one must never be.
Secret = Annotated[str, Form()]
Field = Annotated[str, Form(max_length=200)]
_EMPTY = dict.fromkeys(("key", "valid_until", "owner", "name"), "")


@router.get("/declaration")
def page(visit: OnVisit, ref: str, rules: str = "") -> Response:
    """Show the pages that would be declared, and what stands against signing."""
    with visit.desk.house() as house:
        state = f"{house.store.size()} {len(house.keys.kids())} {datetime.now(UTC).date()}"
    return visit.answer(lambda: _drawn(visit, ref, rules), also=state)


@router.post("/declaration")
def sign(
    visit: OnVisit,
    ref: str,
    *,
    rules: Field = "",
    key: Field = "",
    valid_until: Field = "",
    passphrase: Secret = "",
) -> Response:
    """Sign the declaration and lead to it; else the same page with what is wrong."""
    visit.desk.shelf.study(ref)
    try:
        digest = visit.desk.declare(
            ref, rules, key=key, passphrase=passphrase_of(passphrase), valid_until=valid_until
        ).digest
    except CellprintError as error:
        return _refused(visit, ref, rules, error, fields={"key": key, "valid_until": valid_until})
    return RedirectResponse(address(visit.lang, "declarations", digest), status_code=303)


@router.post("/declaration/key")
def make_key(
    visit: OnVisit,
    ref: str,
    *,
    rules: Field = "",
    owner: Field = "",
    name: Field = "",
    passphrase: Secret = "",
    again: Secret = "",
) -> Response:
    """Make a signing key, kept encrypted with a passphrase, and lead back."""
    visit.desk.shelf.study(ref)
    try:
        if passphrase != again:
            raise BadInputError.of("CP-DECL-067", where="passphrase")
        with visit.desk.house() as house:
            generate(
                house, owner=owner, name=name, passphrase=passphrase_of(passphrase), at=moment()
            )
    except CellprintError as error:
        return _refused(visit, ref, rules, error, fields={"owner": owner, "name": name})
    place = address(visit.lang, "studies", ref, "declaration", rules=rules)
    return RedirectResponse(f"{place}#sign", status_code=303)


def _refused(
    visit: Visit, ref: str, rules: str, error: CellprintError, *, fields: dict[str, str]
) -> Response:
    findings = [finding.to_json(visit.lang) for finding in error.findings]
    page = _drawn(visit, ref, rules, findings=findings, fields=fields)
    return HTMLResponse(page, status_of(error), headers={"Cache-Control": "no-store"})


def _drawn(
    visit: Visit,
    ref: str,
    rules: str,
    *,
    findings: Sequence[Json] = (),
    fields: dict[str, str] | None = None,
) -> str:
    computed = visit.desk.computed(ref, rules)
    drafted = visit.desk.draft(ref, rules)
    document = visit.desk.document(ref, rules)
    paper = build_paper(document, drafted.declaration, digest="", lang=visit.lang)
    with visit.desk.house() as house:
        keys = usable_keys(house, at=moment())
        earlier = declarations(house, study=computed.study.study.id)
    return visit.page(
        "declaration.html.j2",
        SCREEN.id,
        paper=paper,
        figures=paper_figures(paper.statement.charts, lang=visit.lang),
        draft=drafted,
        obstacles=[finding.to_json(visit.lang) for finding in drafted.obstacles],
        keys=list(reversed(keys)),
        has_passphrase=environment_passphrase() is not None,
        earlier=earlier,
        findings=findings,
        fields={**_EMPTY, **(fields or {})},
        json_at=address("api", "v1", "studies", ref, "declaration", rules=rules),
        **visit.study(ref, rules),
    )
