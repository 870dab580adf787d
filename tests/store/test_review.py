"""A declaration moves by signed steps only, in the order allowed, and nobody verifies himself."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellprint.errors import CellprintError
from cellprint.model.canonical import digest
from cellprint.model.classification import JsonObject
from cellprint.store.database import Database
from cellprint.store.documents import DocumentKind, new_document
from cellprint.store.repository import Store
from cellprint.store.review import (
    ReviewState,
    ReviewStatus,
    ReviewStep,
    Role,
    allowed_targets,
    first_status,
    next_step,
    review_status,
    signed_step,
)
from cellprint.store.signature import sign
from tests.store.helpers import HOUR, NOW, key, record, refused, source

DRAFT, UNDER_REVIEW, VERIFIED, SUPERSEDED, WITHDRAWN = ReviewState
ISSUER, VERIFIER = Role
DECLARATION = digest({"footprint": "71.2"})
SUCCESSOR = digest({"footprint": "70.9"})
SIGNER = {ISSUER: key(1), VERIFIER: key(2)}
KEYS = {key(1).kid: record(key(1), "plant"), key(2).kid: record(key(2), "verifier house")}
LEGAL = {
    (DRAFT, UNDER_REVIEW): {ISSUER},
    (UNDER_REVIEW, DRAFT): {ISSUER, VERIFIER},
    (UNDER_REVIEW, VERIFIED): {VERIFIER},
    (VERIFIED, SUPERSEDED): {ISSUER},
    (VERIFIED, WITHDRAWN): {ISSUER, VERIFIER},
}
PATHS = {
    DRAFT: [],
    UNDER_REVIEW: [(UNDER_REVIEW, ISSUER)],
    VERIFIED: [(UNDER_REVIEW, ISSUER), (VERIFIED, VERIFIER)],
    SUPERSEDED: [(UNDER_REVIEW, ISSUER), (VERIFIED, VERIFIER), (SUPERSEDED, ISSUER)],
    WITHDRAWN: [(UNDER_REVIEW, ISSUER), (VERIFIED, VERIFIER), (WITHDRAWN, VERIFIER)],
}


def step(status: ReviewStatus, target: ReviewState, role: Role, hours: int = 1) -> ReviewStep:
    return next_step(
        status,
        declaration=DECLARATION,
        target=target,
        role=role,
        at=(status.since or NOW) + hours * HOUR,
        statement="checked",
        successor=SUCCESSOR if target is SUPERSEDED else "",
    )


def walked(path: list[tuple[ReviewState, Role]]) -> tuple[ReviewStatus, list[JsonObject]]:
    status, contents = first_status(), list[JsonObject]()
    for target, role in path:
        contents.append(signed_step(step(status, target, role), key=SIGNER[role]))
        status = computed(contents)
    return status, contents


def computed(contents: list[JsonObject], declaration: str = DECLARATION) -> ReviewStatus:
    return review_status(declaration, contents, keys=KEYS, issuer="plant")


def test_a_declaration_without_reviews_is_a_draft() -> None:
    assert computed([]) == first_status()


@pytest.mark.parametrize("state", list(ReviewState))
def test_every_state_is_reached_by_its_path(state: ReviewState) -> None:
    status, contents = walked(PATHS[state])

    assert status.state is state
    assert status.successor == (SUCCESSOR if state is SUPERSEDED else "")
    assert len(contents) == len(PATHS[state])


def test_a_declaration_may_go_back_to_its_author() -> None:
    path = [(UNDER_REVIEW, ISSUER), (DRAFT, VERIFIER), (UNDER_REVIEW, ISSUER), (VERIFIED, VERIFIER)]

    assert walked(path)[0].state is VERIFIED


@pytest.mark.parametrize(("source_state", "target"), list(product(ReviewState, ReviewState)))
@pytest.mark.parametrize("role", list(Role))
def test_only_the_steps_of_the_table_are_allowed(
    source_state: ReviewState, target: ReviewState, role: Role
) -> None:
    status, _ = walked(PATHS[source_state])
    roles = LEGAL.get((source_state, target), set())

    if role in roles:
        assert step(status, target, role).target is target
        assert target in allowed_targets(source_state)
    else:
        with refused("CP-STORE-052" if roles else "CP-STORE-050"):
            step(status, target, role)


def test_final_states_are_final() -> None:
    assert allowed_targets(SUPERSEDED) == allowed_targets(WITHDRAWN) == ()


def test_nobody_verifies_his_own_declaration() -> None:
    status, contents = walked(PATHS[UNDER_REVIEW])
    own = signed_step(step(status, VERIFIED, VERIFIER), key=key(1))

    with refused("CP-STORE-052"):
        computed([*contents, own])


def test_nobody_else_acts_as_the_issuer() -> None:
    with refused("CP-STORE-052"):
        computed([signed_step(step(first_status(), UNDER_REVIEW, ISSUER), key=key(2))])


def test_steps_of_another_declaration_are_refused() -> None:
    with refused("CP-STORE-053"):
        computed(walked(PATHS[VERIFIED])[1], declaration=SUCCESSOR)


def test_steps_left_out_or_exchanged_are_refused() -> None:
    first, second, third = walked(PATHS[SUPERSEDED])[1]

    for contents in ([second], [first, third], [second, first], [first, first]):
        with refused("CP-STORE-053"):
            computed(contents)


def test_an_illegal_step_is_refused_even_when_signed() -> None:
    status, contents = walked(PATHS[UNDER_REVIEW])
    good = step(status, VERIFIED, VERIFIER)
    bad = replace(good, target=WITHDRAWN)
    pretended = replace(good, source=DRAFT)

    for wrong in (bad, pretended):
        with refused("CP-STORE-050"):
            computed([*contents, signed_step(wrong, key=key(2))])


def test_a_successor_is_named_where_there_is_one_and_only_there() -> None:
    status, _ = walked(PATHS[VERIFIED])

    for target, successor in ((SUPERSEDED, ""), (WITHDRAWN, SUCCESSOR)):
        with refused("CP-STORE-051"):
            next_step(
                status,
                declaration=DECLARATION,
                target=target,
                role=ISSUER,
                at=NOW + 9 * HOUR,
                statement="",
                successor=successor,
            )


def test_a_step_cannot_be_dated_back() -> None:
    status, _ = walked(PATHS[UNDER_REVIEW])

    with refused("CP-STORE-055"):
        step(status, VERIFIED, VERIFIER, hours=-1)


def test_a_step_changed_after_signing_is_refused() -> None:
    _, contents = walked(PATHS[VERIFIED])
    body = contents[1]["review"]
    assert isinstance(body, dict)

    with refused("CP-CHAIN-034"):
        computed([contents[0], {**contents[1], "review": {**body, "statement": "other"}}])


def test_an_unknown_signer_is_refused() -> None:
    with refused("CP-CHAIN-033"):
        computed([signed_step(step(first_status(), UNDER_REVIEW, ISSUER), key=key(3))])


@pytest.mark.parametrize(
    "change",
    [
        {"from": "published"},
        {"to": 7},
        {"role": "author"},
        {"extra": "x"},
        {"at": "2026-03-01T14:00:00.000000Z"},
    ],
)
def test_malformed_reviews_are_refused(change: JsonObject) -> None:
    good = step(first_status(), UNDER_REVIEW, ISSUER)
    body = {**good.to_json(), **change}
    envelope = sign(body, typ="review", signed_at=good.at, key=key(1)).to_json()

    with refused("CP-STORE-051"):
        computed([{"review": body, "signature": envelope}])
    with refused("CP-STORE-051"):
        computed([{"review": body}])


def test_reviews_are_documents(database: Database) -> None:
    store = Store(database, random_bytes=source(1))
    _, contents = walked(PATHS[SUPERSEDED])
    for number, content in enumerate(contents):
        store.put(
            new_document(
                id=f"{DECLARATION[:8]}/review/{number}",
                kind=DocumentKind.REVIEW,
                content=content,
                created_at=NOW,
            )
        )

    read = [store.get(item.id).content for item in store.records(kind="review")]

    assert computed([item for item in read if isinstance(item, dict)]).state is SUPERSEDED


@given(st.lists(st.tuples(st.sampled_from(ReviewState), st.sampled_from(Role)), max_size=8))
def test_no_walk_leaves_the_table(path: list[tuple[ReviewState, Role]]) -> None:
    status, seen = first_status(), [DRAFT]
    for target, role in path:
        try:
            taken = step(status, target, role)
        except CellprintError:
            continue
        status = replace(status, state=taken.target, since=taken.at, last=taken.digest)
        seen.append(taken.target)

    assert all(pair in LEGAL for pair in pairwise(seen))
