"""Review of a declaration: signed steps and opinions, exchanged as one file between two houses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cellprint.app.declaration.files import file_bytes, given
from cellprint.app.declaration.house import House, contents, sequence_name
from cellprint.app.declaration.keys import first_kid, own_history, own_records, signing_key
from cellprint.app.declaration.signed import MAX_BYTES, SignedDeclaration
from cellprint.app.declaration.trust import History, Trust, signer_of
from cellprint.app.documents import Json
from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json, digest
from cellprint.model.classification import JsonObject
from cellprint.store.documents import DocumentKind, new_document
from cellprint.store.encoding import moment_text
from cellprint.store.key_state import KeyRecord
from cellprint.store.review import (
    ReviewState,
    ReviewStatus,
    Role,
    next_step,
    review_status,
    signed_step,
)
from cellprint.store.signature import sign, verify_signature
from cellprint.store.strict_json import parse_object

SCHEMA = "cellprint/review/1"
OPINION_TYP = "opinion"
_MARK = "opinion:"


class Opinion(StrEnum):
    """What a verifier concludes (ISO 14064-3:2019, opinion types)."""

    UNMODIFIED = "unmodified"
    MODIFIED = "modified"
    ADVERSE = "adverse"
    DISCLAIMED = "disclaimed"


class Assurance(StrEnum):
    """How sure a verifier is (ISO 14064-3:2019, level of assurance)."""

    LIMITED = "limited"
    REASONABLE = "reasonable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What a verifier signs beside the step: opinion, assurance, and what was found."""

    opinion: Opinion
    assurance: Assurance
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFile:
    """The steps of one declaration with opinions and the key histories of all who signed."""

    declaration: str
    steps: tuple[JsonObject, ...]
    opinions: tuple[JsonObject, ...]
    histories: tuple[History, ...]

    def data(self) -> bytes:
        """Return the file."""
        return canonical_json(
            {
                "schema": SCHEMA,
                "declaration": self.declaration,
                "steps": list(self.steps),
                "opinions": list(self.opinions),
                "keys": [list(history) for history in self.histories],
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Where a declaration stands, and the opinions given on the way."""

    status: ReviewStatus
    opinions: tuple[JsonObject, ...]

    def to_json(self) -> Json:
        """Return the state as JSON."""
        since = self.status.since
        return {
            "state": self.status.state.value,
            "since": None if since is None else moment_text(since, where="review"),
            "successor": self.status.successor or None,
            "opinions": list(self.opinions),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody wants to do in a review.

    Attributes:
        successor: the declaration that takes over (to `superseded` only).
        conclusion: a verifier's opinion; asked for when he verifies.
    """

    target: ReviewState
    statement: str
    at: datetime
    passphrase: str = ""
    key: str = ""
    successor: Path | None = None
    conclusion: Conclusion | None = None

    def signed_with(self, key: str, passphrase: str) -> Step:
        """Return the step with the key that is to sign it."""
        return replace(self, key=key, passphrase=passphrase)


def add_step(
    house: House, declaration: Path, step: Step, *, trust: Trust, earlier: Path | None = None
) -> ReviewFile:
    """Take one step in the review of a declaration; return the whole review to hand on.

    Raises:
        CP-DECL-050: verified without an opinion that supports it.
        CP-DECL-052: the file is not the review of this declaration, or contradicts the own one.
        CP-STORE-050 … CP-STORE-055: the step is not allowed.
        CP-CHAIN-033 … CP-CHAIN-036: a signature does not hold, or its key is not known.
    """
    signed = _signed(declaration)
    review = _review(house, signed, earlier)
    key = signing_key(house, step.key, passphrase=step.passphrase, at=step.at)
    own = own_history(house)
    role = Role.ISSUER if first_kid(own) == first_kid(signed.history) else Role.VERIFIER
    opinion = _opinion(signed, step, role=role, name=own_records(house)[key.kid].owner)
    statement = step.statement
    if opinion is not None:
        envelope = sign(opinion, typ=OPINION_TYP, signed_at=step.at, key=key)
        statement = f"{statement} {_MARK}{digest(opinion)}".strip()
        content: JsonObject = {"opinion": opinion, "signature": envelope.to_json()}
        review = replace(review, opinions=(*review.opinions, content))
    taken = next_step(
        _status(review, signed, _keys(review, signed, trust)),
        declaration=signed.digest,
        target=step.target,
        role=role,
        at=step.at,
        statement=statement,
        successor=_signed(step.successor).digest if step.successor is not None else "",
    )
    after = replace(
        review,
        steps=(*review.steps, signed_step(taken, key=key)),
        histories=_histories(review.histories, own),
    )
    own_trust = Trust(histories={**trust.histories, first_kid(own): own}, vouched=trust.vouched)
    _checked(after, signed, own_trust)
    _keep(house, after, at=step.at)
    return after


def status_of(
    house: House, declaration: Path, *, trust: Trust, earlier: Path | None = None
) -> Reviewed:
    """Return where a declaration stands, from the own steps and those of a file.

    Raises:
        CP-DECL-052, CP-DECL-053: the file is not its review; an opinion is missing or altered.
        CP-STORE-050 … CP-STORE-055, CP-CHAIN-033 … CP-CHAIN-036: a step does not hold.
    """
    signed = _signed(declaration)
    return _checked(_review(house, signed, earlier), signed, trust)


def keep_review(
    house: House, declaration: Path, review: Path, *, trust: Trust, at: datetime
) -> Reviewed:
    """Take the review of somebody's declaration into the own store; return where it stands.

    From then on every study that uses the declaration shows when it was withdrawn or superseded.
    Errors as `status_of`.
    """
    signed = _signed(declaration)
    found = _review(house, signed, review)
    reviewed = _checked(found, signed, trust)
    _keep(house, found, at=at)
    return reviewed


def known_status(house: House, signed: SignedDeclaration, *, trust: Trust) -> Reviewed:
    """Return where a declaration stands as far as this house knows; errors as `status_of`."""
    return _checked(_review(house, signed, None), signed, trust)


def parse_review(data: bytes, *, where: str) -> ReviewFile:
    """Return the review that a file holds; nothing is verified yet.

    Raises:
        CP-DECL-009: too large; CP-DECL-052: not a review.
        CP-STORE-001 … CP-STORE-003: not strict JSON.
    """
    if len(data) > MAX_BYTES:
        raise BadInputError.of("CP-DECL-009", where=where, size=len(data), limit=MAX_BYTES)
    body = parse_object(data, where=where)
    declaration = body.get("declaration")
    lists = {name: body.get(name) for name in ("steps", "opinions", "keys")}
    if (
        body.get("schema") != SCHEMA
        or not isinstance(declaration, str)
        or not all(isinstance(value, list) for value in lists.values())
    ):
        raise BadInputError.of("CP-DECL-052", where=where)
    histories = lists["keys"] if isinstance(lists["keys"], list) else []
    return ReviewFile(
        declaration=declaration,
        steps=_objects(lists["steps"]),
        opinions=_objects(lists["opinions"]),
        histories=tuple(_objects(history) for history in histories),
    )


def _objects(value: object) -> tuple[JsonObject, ...]:
    items = value if isinstance(value, list) else []
    return tuple(item if isinstance(item, dict) else {} for item in items)


def _signed(path: Path) -> SignedDeclaration:
    signed = given(path).signed
    if signed is None:
        raise BadInputError.of("CP-DECL-032", where=path.name)
    return signed


def _review(house: House, signed: SignedDeclaration, earlier: Path | None) -> ReviewFile:
    """Return the longer of the own review and the one of a file; one must continue the other."""
    prefix = f"/{signed.digest}/"
    own = ReviewFile(
        declaration=signed.digest,
        steps=contents(house, kind=DocumentKind.REVIEW, prefix=f"review{prefix}"),
        opinions=contents(house, kind=OPINION_TYP, prefix=f"opinion{prefix}"),
        histories=(),
    )
    if earlier is None:
        return own
    other = parse_review(file_bytes(earlier), where=earlier.name)
    short, long = sorted((own, other), key=lambda review: len(review.steps))
    continues = long.steps[: len(short.steps)] == short.steps
    if other.declaration != signed.digest or not continues:
        raise BadInputError.of("CP-DECL-052", where=earlier.name)
    return replace(long, histories=other.histories)


def _opinion(signed: SignedDeclaration, step: Step, *, role: Role, name: str) -> JsonObject | None:
    conclusion = step.conclusion
    supports = conclusion is not None and conclusion.opinion in (
        Opinion.UNMODIFIED,
        Opinion.MODIFIED,
    )
    if step.target is ReviewState.VERIFIED and role is Role.VERIFIER and not supports:
        found = conclusion.opinion.value if conclusion is not None else "-"
        raise BadInputError.of("CP-DECL-050", where="--opinion", found=found)
    if conclusion is None:
        return None
    return {
        "declaration": signed.digest,
        "verifier": name,
        "opinion": conclusion.opinion.value,
        "assurance": conclusion.assurance.value,
        "findings": list(conclusion.findings),
    }


def _keys(review: ReviewFile, signed: SignedDeclaration, trust: Trust) -> dict[str, KeyRecord]:
    """Return the keys of all signers that the verifier knows.

    An owner stands there by the id of its first key: a name can be taken by anybody.
    """
    histories = {first_kid(history): history for history in (*review.histories, signed.history)}
    histories |= {first: () for first in trust.histories if first not in histories}
    keys: dict[str, KeyRecord] = {}
    for first, history in histories.items():
        signer = signer_of(history or trust.histories[first], trust)
        if signer.known:
            for kid, record in signer.records.items():
                keys[kid] = replace(record, owner=first)
    return keys


def _status(
    review: ReviewFile, signed: SignedDeclaration, keys: Mapping[str, KeyRecord]
) -> ReviewStatus:
    return review_status(signed.digest, review.steps, keys=keys, issuer=first_kid(signed.history))


def _checked(review: ReviewFile, signed: SignedDeclaration, trust: Trust) -> Reviewed:
    keys = _keys(review, signed, trust)
    status = _status(review, signed, keys)
    named = [name for step in review.steps if (name := _named_opinion(step))]
    opinions: list[JsonObject] = []
    for content in review.opinions:
        body, envelope = content.get("opinion"), content.get("signature")
        if not isinstance(body, dict) or not isinstance(envelope, dict):
            raise BadInputError.of("CP-DECL-053", where="opinions")
        verify_signature(body, envelope, typ=OPINION_TYP, keys=keys)
        opinions.append(body)
    if [digest(body) for body in opinions] != named:
        raise BadInputError.of("CP-DECL-053", where="opinions")
    return Reviewed(status=status, opinions=tuple(opinions))


def _named_opinion(step: JsonObject) -> str:
    body = step.get("review")
    statement = body.get("statement") if isinstance(body, dict) else None
    text = statement if isinstance(statement, str) else ""
    return text.rpartition(_MARK)[2] if _MARK in text else ""


def _histories(there: Sequence[History], own: History) -> tuple[History, ...]:
    others = [history for history in there if first_kid(history) != first_kid(own)]
    return (*others, own)


def _keep(house: House, review: ReviewFile, *, at: datetime) -> None:
    """Write the steps and opinions that are not in the own store yet, all or none."""
    documents = []
    for kind, items in ((DocumentKind.REVIEW.value, review.steps), (OPINION_TYP, review.opinions)):
        prefix = f"{kind}/{review.declaration}/"
        present = contents(house, kind=kind, prefix=prefix)
        documents += [
            new_document(
                id=sequence_name(prefix, items[:position]),
                kind=kind,
                content=items[position],
                created_at=at,
            )
            for position in range(len(present), len(items))
        ]
    house.store.put(*documents)
