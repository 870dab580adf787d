"""Signed key events: a verifier who knows one first key follows all later ones by signatures.

The first key signs itself. A later key is signed by itself (it is held by someone) and by a key
that was active at that time; a rotation by the key it replaces. A revocation is signed by any
active key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cellprint.errors import BadInputError, CellprintError
from cellprint.model.canonical import digest
from cellprint.model.classification import Json, JsonObject
from cellprint.store.key_state import (
    KeyAction,
    KeyEvent,
    KeyRecord,
    KeyState,
    applied,
    parse_key_event,
)
from cellprint.store.keys import SigningKey
from cellprint.store.signature import Signature, check_ed25519, parse_signature, sign

TYP = "key_event"


def signed_key_event(event: KeyEvent, *signers: SigningKey) -> JsonObject:
    """Return the event with the signatures of all who must sign it: content of a document."""
    body = event.to_json()
    signatures: list[Json] = [
        sign(body, typ=TYP, signed_at=event.at, key=signer).to_json() for signer in signers
    ]
    return {"event": body, "signatures": signatures}


def verify_key_history(
    history: Sequence[Mapping[str, Json]], *, first_kid: str
) -> dict[str, KeyRecord]:
    """Return what signed key events, in order, say of each key of an organisation.

    Args:
        history: signed events, oldest first.
        first_kid: id of the first key, known to the verifier from elsewhere.

    Raises:
        CP-CHAIN-040: the history does not start with the first key.
        CP-CHAIN-041: an event without the signatures it needs.
        CP-CHAIN-042: an event or signature is malformed; CP-CHAIN-043: events out of order.
    """
    records: dict[str, KeyRecord] = {}
    last = None
    for position, item in enumerate(history):
        event, signatures = _parts(item)
        if last is not None and event.at < last:
            raise BadInputError.of("CP-CHAIN-043", where=f"key_event {position}", kid=event.kid)
        if position == 0 and (event.action is not KeyAction.CREATED or event.kid != first_kid):
            raise BadInputError.of("CP-CHAIN-040", where="key_event 0", kid=first_kid)
        after = applied(records, event)
        _check_signers(event, signatures, before=records, after=after, position=position)
        records, last = after, event.at
    return records


def _parts(item: Mapping[str, Json]) -> tuple[KeyEvent, tuple[Signature, ...]]:
    body, envelopes = item.get("event"), item.get("signatures")
    known = set(item) == {"event", "signatures"}
    if not known or not isinstance(body, dict) or not isinstance(envelopes, list):
        raise BadInputError.of("CP-CHAIN-042", where="key_event", found="event, signatures")
    event = parse_key_event(body)
    hashed = digest(body)
    signatures: list[Signature] = []
    for envelope in envelopes:
        if not isinstance(envelope, dict):
            raise BadInputError.of("CP-CHAIN-042", where="key_event", found="signatures")
        signature = parse_signature(envelope)
        covers = (signature.typ, signature.digest, signature.signed_at)
        if covers == (TYP, hashed, event.at):
            signatures.append(signature)
    return event, tuple(signatures)


def _check_signers(
    event: KeyEvent,
    signatures: Sequence[Signature],
    *,
    before: Mapping[str, KeyRecord],
    after: Mapping[str, KeyRecord],
    position: int,
) -> None:
    valid = {
        signature.kid
        for signature in signatures
        if signature.kid in after and _is_valid(signature, after[signature.kid])
    }
    active = {kid for kid, record in before.items() if record.state(event.at) is KeyState.ACTIVE}
    holds = event.action is KeyAction.REVOKED or event.kid in valid
    if event.action is KeyAction.ROTATED:
        allowed = event.replaces in valid & active
    else:
        allowed = bool(valid & active) or position == 0
    if not holds or not allowed:
        raise BadInputError.of("CP-CHAIN-041", where=f"key_event {position}", kid=event.kid)


def _is_valid(signature: Signature, record: KeyRecord) -> bool:
    try:
        check_ed25519(signature, public=record.public)
    except CellprintError:
        return False
    return True
