"""The JSON API of what can be proved: declarations, their verification, keys and journal."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile

from cellprint.app.declaration.clock import moment
from cellprint.app.declaration.issued import declarations
from cellprint.app.declaration.journal_views import Asked, entry_document, journal_document
from cellprint.app.declaration.keys import listed
from cellprint.app.declaration.passphrase import passphrase_of
from cellprint.app.documents import Json
from cellprint.web.api import Ref, Rules
from cellprint.web.declared import FILES, file_of
from cellprint.web.journal import checked
from cellprint.web.verification import contents
from cellprint.web.visit import OnDesk

router = APIRouter(prefix="/api/v1", tags=["declarations"])

STUDY = "lfp-ctp-yibin"
DIGEST = "824ad8956ca7ec8fca86ea56ec751d7189c2abf2e967b4fdb3425c25731ed7c2"
Digest = Annotated[
    str, Path(description="SHA-256 of the declaration's file.", examples=[DIGEST], max_length=200)
]
Words = Annotated[str, Query(max_length=200)]
Field = Annotated[str, Form(max_length=400)]


def example(value: Any, media_type: str = "application/json") -> dict[int | str, dict[str, Any]]:
    """Return what the description of an address shows as its answer."""
    return {200: {"content": {media_type: {"example": value}}}}


_CHECK = {
    "id": "signature",
    "state": "passed",
    "findings": [],
}
_ENTRY = {
    "position": 4,
    "digest": "5b21202673a2f2d9…",
    "content": DIGEST,
    "document": f"declaration/{STUDY}/eu-cfb-ev-draft-2024",
    "version": 1,
    "kind": "declaration",
    "created_at": "2026-11-21T17:00:05.000000Z",
    "study": STUDY,
    "declaration": DIGEST,
    "signed_by": [{"kid": "7dz6axq66DHz36eE3qw1qsleJllWAxJxJSCA37Mk7CA", "owner": "Example"}],
    "head": 5,
}


@router.get(
    "/studies/{ref}/declaration",
    responses=example(
        {
            "schema": "cellprint/declaration-draft/1",
            "declaration": {"boundary": "cradle_to_grave"},
            "can_be_signed": True,
            "obstacles": [],
            "missing": [
                {
                    "id": "public_study",
                    "name": {"en": "Web link to the public version of the study", "zh": "…"},
                    "reference": "32023R1542 Art. 7(1)(g)",
                }
            ],
            "checks": [],
        }
    ),
)
def declaration_draft(desk: OnDesk, ref: Ref, rules: Rules = "") -> Json:
    """Return what a study would declare, what is missing, and what stands against signing."""
    return desk.draft(ref, rules).to_json()


@router.post("/studies/{ref}/declaration", status_code=201)
def sign_declaration(
    desk: OnDesk,
    ref: Ref,
    *,
    rules: Field = "",
    key: Annotated[str, Form(max_length=400, description="Name or id; empty: the newest.")] = "",
    valid_until: Annotated[str, Form(max_length=40, description="Day (ISO 8601).")] = "",
    passphrase: Annotated[
        str, Form(description="Of the key; empty where CELLPRINT_PASSPHRASE is set.")
    ] = "",
) -> Json:
    """Sign the declaration of a study: `cellprint declare`. What is wrong is never signed."""
    desk.shelf.study(ref)
    secret = passphrase_of(passphrase)
    return desk.declare(ref, rules, key=key, passphrase=secret, valid_until=valid_until).to_json()


@router.get(
    "/declarations",
    responses=example(
        [
            {
                "digest": DIGEST,
                "id": f"declaration/{STUDY}/eu-cfb-ev-draft-2024",
                "version": 1,
                "total": {"value": "0.2301", "unit": "kg CO2e/kWh delivered"},
            }
        ]
    ),
)
def declared(desk: OnDesk, study: Words = "") -> list[Json]:
    """Return the declarations signed here, the newest first; of one study where one is named."""
    with desk.house() as house:
        return declarations(house, study=study)


@router.get("/declarations/{digest}/{name}", response_class=Response)
def declaration_file(
    desk: OnDesk,
    digest: Digest,
    name: Annotated[
        str, Path(description=", ".join(FILES), examples=["declaration.json"], max_length=40)
    ],
) -> Response:
    """Return a file of a declaration; `evidence.zip` is confidential."""
    return file_of(desk, digest, name)


@router.post(
    "/verify",
    responses=example(
        {
            "schema": "cellprint/verification/1",
            "at": "2026-11-21T17:05:00+00:00",
            "files": ["evidence.zip"],
            "result": "passed",
            "declaration": {"digest": DIGEST, "version": 1},
            "checks": [_CHECK],
            "lines": [],
        }
    ),
)
def verify(
    desk: OnDesk,
    *,
    files: Annotated[list[UploadFile], File(description="Declaration, token, evidence.")],
    trust: Annotated[
        str, Form(max_length=400, description="Ids of first keys, with spaces between.")
    ] = "",
    recipient: Field = "",
    nonce: Field = "",
) -> Json:
    """Verify files of a declaration, computing it again from its evidence: `cellprint verify`."""
    return desk.verify(
        contents(files), trust=trust.split(), recipient=recipient, nonce=nonce
    ).to_json()


@router.get(
    "/keys",
    responses=example(
        [
            {
                "kid": "7dz6axq66DHz36eE3qw1qsleJllWAxJxJSCA37Mk7CA",
                "name": "plant-1",
                "owner": "Example Battery",
                "state": "active",
            }
        ]
    ),
)
def keys(desk: OnDesk) -> list[Json]:
    """Return the own keys with their state, never a secret: `cellprint keys list`."""
    with desk.house() as house:
        return [dict(line.to_json()) for line in listed(house, at=moment())]


@router.get(
    "/journal",
    responses=example(
        {
            "schema": "cellprint/journal/1",
            "origin": "cellprint/7dz6axq66DHz36eE3qw1qsleJllWAxJxJSCA37Mk7CA",
            "size": 5,
            "found": 1,
            "next": None,
            "entries": [_ENTRY],
            "heads": [{"size": 5, "root": "9f…"}],
            "studies": [STUDY],
            "kinds": ["declaration", "key_event", "result", "study"],
        }
    ),
)
def journal(
    desk: OnDesk,
    study: Words = "",
    kind: Words = "",
    before: Annotated[int | None, Query(ge=0, lt=2**53, description="Position.")] = None,
    most: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Json:
    """Return entries of the journal, the newest first, with signers and signed heads."""
    with desk.house() as house:
        return journal_document(house, Asked(study=study, kind=kind, before=before, most=most))


@router.get("/journal/{position}", responses=example({"position": 4, "stands": True}))
def journal_entry(
    desk: OnDesk,
    position: Annotated[int, Path(ge=0, lt=2**53, description="Place in the log.", examples=[4])],
) -> Json:
    """Return an entry with its receipt: the proof that it stands under the newest signed head."""
    with desk.house() as house:
        return entry_document(house, position)


@router.post("/journal/check", responses=example([]))
def check_journal(
    desk: OnDesk,
    witness: Annotated[
        list[UploadFile] | None, File(description="Checkpoints that others kept.")
    ] = None,
) -> list[Json]:
    """Return what is wrong with documents and journal; nothing when whole: `journal verify`."""
    return [finding.to_json() for finding in checked(desk, witness or [])]
