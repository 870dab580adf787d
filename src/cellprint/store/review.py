"""The life of a declaration: draft, under review, verified, superseded or withdrawn.

Each step is a signed review document that names the one before, so the state can be computed again
by anyone from the documents alone. Nobody verifies his own declaration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cellprint.errors import BadInputError
from cellprint.model.canonical import digest
from cellprint.model.classification import Json, JsonObject
from cellprint.store.encoding import moment_of, moment_text
from cellprint.store.key_state import KeyRecord
from cellprint.store.keys import SigningKey
from cellprint.store.signature import sign, verify_signature

TYP = "review"


class ReviewState(StrEnum):
    """Where a declaration stands."""

    DRAFT = "draft"
    UNDER_REVIEW = "under_review"
    VERIFIED = "verified"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """In which role somebody takes a step."""

    ISSUER = "issuer"
    VERIFIER = "verifier"


# From, to: who may take the step. What is not listed is not allowed.
_STEPS: Mapping[tuple[ReviewState, ReviewState], frozenset[Role]] = {
    (ReviewState.DRAFT, ReviewState.UNDER_REVIEW): frozenset({Role.ISSUER}),
    (ReviewState.UNDER_REVIEW, ReviewState.DRAFT): frozenset({Role.ISSUER, Role.VERIFIER}),
    (ReviewState.UNDER_REVIEW, ReviewState.VERIFIED): frozenset({Role.VERIFIER}),
    (ReviewState.VERIFIED, ReviewState.SUPERSEDED): frozenset({Role.ISSUER}),
    (ReviewState.VERIFIED, ReviewState.WITHDRAWN): frozenset({Role.ISSUER, Role.VERIFIER}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStep:
    """One step; content of a document of kind `review`.

    `declaration` is the digest of the declaration; `previous` the digest of the step before (empty
    for the first); `successor` the digest of the declaration that takes over (superseded only).
    """

    declaration: str
    source: ReviewState
    target: ReviewState
    role: Role
    at: datetime
    statement: str
    previous: str = ""
    successor: str = ""

    def to_json(self) -> JsonObject:
        """Return the step as JSON members."""
        return {
            "at": moment_text(self.at, where="review.at"),
            "declaration": self.declaration,
            "from": self.source.value,
            "previous": self.previous,
            "role": self.role.value,
            "statement": self.statement,
            "successor": self.successor,
            "to": self.target.value,
        }

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON of the step."""
        return digest(self.to_json())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStatus:
    """The state of a declaration, since when, and the digest of its last step."""

    state: ReviewState
    since: datetime | None
    last: str
    successor: str


def allowed_targets(state: ReviewState) -> tuple[ReviewState, ...]:
    """Return the states that a declaration can reach from `state` in one step.

    >>> [target.value for target in allowed_targets(ReviewState.VERIFIED)]
    ['superseded', 'withdrawn']
    """
    return tuple(target for source, target in _STEPS if source is state)


def next_step(
    status: ReviewStatus,
    *,
    declaration: str,
    target: ReviewState,
    role: Role,
    at: datetime,
    statement: str,
    successor: str = "",
) -> ReviewStep:
    """Return the step from the present state to `target`.

    Raises:
        CP-STORE-050: no such step; CP-STORE-052: not for this role.
        CP-STORE-051: superseded without a successor, or a successor where there is none.
        CP-STORE-055: the time lies before the last step.
    """
    step = ReviewStep(
        declaration=declaration,
        source=status.state,
        target=target,
        role=role,
        at=at,
        statement=statement,
        previous=status.last,
        successor=successor,
    )
    _check_step(step, status, where="review")
    return step


def first_status() -> ReviewStatus:
    """Return the status of a declaration without any step: a draft."""
    return ReviewStatus(state=ReviewState.DRAFT, since=None, last="", successor="")


def signed_step(step: ReviewStep, *, key: SigningKey) -> JsonObject:
    """Return the step with its signature: content of a document of kind `review`."""
    body = step.to_json()
    return {
        "review": body,
        "signature": sign(body, typ=TYP, signed_at=step.at, key=key).to_json(),
    }


def review_status(
    declaration: str,
    steps: Sequence[Mapping[str, Json]],
    *,
    keys: Mapping[str, KeyRecord],
    issuer: str,
) -> ReviewStatus:
    """Return the state of a declaration after signed steps, oldest first.

    Args:
        declaration: digest of the declaration.
        steps: contents of the review documents.
        keys: what is known of the signers' keys; `owner` says whose a key is.
        issuer: owner of the declaration: steps as issuer need its key, steps as verifier
            somebody else's.

    Raises:
        CP-STORE-050: an illegal step; CP-STORE-051: a malformed one.
        CP-STORE-052: a step that this signer must not take.
        CP-STORE-053: a step of another declaration, or not after the step before.
        CP-STORE-055: a step before the last one in time.
        CP-CHAIN-030 … CP-CHAIN-036: the signature.
    """
    status = first_status()
    for position, content in enumerate(steps):
        where = f"review {position}"
        step, signer = _parts(content, keys, where=where)
        if step.declaration != declaration or step.previous != status.last:
            raise BadInputError.of("CP-STORE-053", where=where)
        if (step.role is Role.ISSUER) != (signer.owner == issuer):
            raise BadInputError.of("CP-STORE-052", where=where, role=step.role.value)
        _check_step(step, status, where=where)
        status = ReviewStatus(
            state=step.target, since=step.at, last=step.digest, successor=step.successor
        )
    return status


def _check_step(step: ReviewStep, status: ReviewStatus, *, where: str) -> None:
    allowed = _STEPS.get((status.state, step.target))
    if allowed is None or step.source is not status.state:
        near = tuple(target.value for target in allowed_targets(status.state))
        raise BadInputError.of(
            "CP-STORE-050", where=where, near=near, source=status.state, target=step.target
        )
    if step.role not in allowed:
        raise BadInputError.of("CP-STORE-052", where=where, role=step.role.value)
    if bool(step.successor) != (step.target is ReviewState.SUPERSEDED):
        raise BadInputError.of("CP-STORE-051", where=where, found="successor")
    if status.since is not None and step.at < status.since:
        raise BadInputError.of("CP-STORE-055", where=where)


def _parts(
    content: Mapping[str, Json], keys: Mapping[str, KeyRecord], *, where: str
) -> tuple[ReviewStep, KeyRecord]:
    body, envelope = content.get("review"), content.get("signature")
    known = set(content) == {"review", "signature"}
    if not known or not isinstance(body, dict) or not isinstance(envelope, dict):
        raise BadInputError.of("CP-STORE-051", where=where, found="review, signature")
    signature = verify_signature(body, envelope, typ=TYP, keys=keys)
    step = _step_of(body, where=where)
    if signature.signed_at != step.at:
        raise BadInputError.of("CP-STORE-051", where=where, found="at")
    return step, keys[signature.kid]


def _step_of(body: JsonObject, *, where: str) -> ReviewStep:
    names = {"at", "declaration", "from", "previous", "role", "statement", "successor", "to"}
    texts = {name: value for name, value in body.items() if isinstance(value, str)}
    if set(texts) != names or len(body) != len(names):
        found = ", ".join(sorted(set(texts) ^ names))
        raise BadInputError.of("CP-STORE-051", where=where, found=found[:120])
    try:
        source, target = ReviewState(texts["from"]), ReviewState(texts["to"])
        role = Role(texts["role"])
    except ValueError as error:
        raise BadInputError.of("CP-STORE-051", where=where, found=str(error)[:120]) from error
    return ReviewStep(
        declaration=texts["declaration"],
        source=source,
        target=target,
        role=role,
        at=moment_of(texts["at"], where=f"{where}.at"),
        statement=texts["statement"],
        previous=texts["previous"],
        successor=texts["successor"],
    )
