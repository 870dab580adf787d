"""What a key was worth at a given time: validity, replacement and revocation from key events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cellprint.errors import BadInputError
from cellprint.model.classification import Json, JsonObject
from cellprint.store.encoding import base64url, from_base64url, moment_of, moment_text
from cellprint.store.keys import KEY_SIZE, key_id


class KeyAction(StrEnum):
    """What happened to a key."""

    CREATED = "created"
    ROTATED = "rotated"
    REVOKED = "revoked"


class KeyState(StrEnum):
    """Whether a signature made at a given time with a key counts."""

    NOT_YET_VALID = "not_yet_valid"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEvent:
    """One event in the life of a key; content of a document of kind `key_event`.

    CREATED and ROTATED introduce the key `public` of `owner`, valid in [valid_from, valid_to) and
    never before the event;
    ROTATED ends the key `replaces` at `valid_from`. REVOKED makes signatures of `kid` from
    `invalid_from` on worthless, which may lie before `at` (a key found stolen).
    """

    action: KeyAction
    kid: str
    at: datetime
    owner: str = ""
    public: bytes = b""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    replaces: str = ""
    invalid_from: datetime | None = None
    reason: str = ""

    def to_json(self) -> JsonObject:
        """Return the event as JSON members."""
        return {
            "action": self.action.value,
            "at": moment_text(self.at, where="key_event.at"),
            "invalid_from": _optional_text(self.invalid_from),
            "kid": self.kid,
            "owner": self.owner,
            "public": base64url(self.public),
            "reason": self.reason,
            "replaces": self.replaces,
            "valid_from": _optional_text(self.valid_from),
            "valid_to": _optional_text(self.valid_to),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """What is known of a key: valid in [valid_from, valid_to), revoked from `revoked_from` on."""

    kid: str
    public: bytes
    owner: str
    valid_from: datetime
    valid_to: datetime | None = None
    revoked_from: datetime | None = None

    def state(self, at: datetime) -> KeyState:
        """Return the state of the key at a time."""
        if self.revoked_from is not None and at >= self.revoked_from:
            return KeyState.REVOKED
        if at < self.valid_from:
            return KeyState.NOT_YET_VALID
        if self.valid_to is not None and at >= self.valid_to:
            return KeyState.EXPIRED
        return KeyState.ACTIVE


def parse_key_event(body: Mapping[str, Json]) -> KeyEvent:
    """Return the event that JSON members state.

    Raises:
        CP-CHAIN-042: members missing, unknown or of the wrong form, or a key that does not have
            the id it is given.
        CP-STORE-006: a time is not spelled as it must be.
    """
    names = ("action", "kid", "owner", "public", "reason", "replaces")
    texts = {name: value for name in names if isinstance(value := body.get(name), str)}
    known = {*names, "at", "invalid_from", "valid_from", "valid_to"}
    if set(body) != known or len(texts) != len(names) or texts["action"] not in set(KeyAction):
        raise BadInputError.of("CP-CHAIN-042", where="key_event", found=str(body.get("kid"))[:60])
    public = from_base64url(texts["public"])
    event = KeyEvent(
        action=KeyAction(texts["action"]),
        kid=texts["kid"],
        at=moment_of(body["at"], where="key_event.at"),
        owner=texts["owner"],
        public=public if public is not None else b"",
        valid_from=_optional_moment(body, "valid_from"),
        valid_to=_optional_moment(body, "valid_to"),
        replaces=texts["replaces"],
        invalid_from=_optional_moment(body, "invalid_from"),
        reason=texts["reason"],
    )
    if not _is_whole(event):
        raise BadInputError.of("CP-CHAIN-042", where="key_event", found=event.kid[:60])
    return event


def key_records(events: Iterable[KeyEvent]) -> dict[str, KeyRecord]:
    """Return what the events, in order, say of each key.

    Raises:
        CP-CHAIN-042: an event is not whole.
        CP-CHAIN-043: events out of order, a key introduced twice, or an unknown key.
    """
    records: dict[str, KeyRecord] = {}
    last: datetime | None = None
    for event in events:
        if last is not None and event.at < last:
            raise BadInputError.of("CP-CHAIN-043", where="key_event", kid=event.kid)
        records = applied(records, event)
        last = event.at
    return records


def applied(records: Mapping[str, KeyRecord], event: KeyEvent) -> dict[str, KeyRecord]:
    """Return the records after one more event.

    Raises:
        CP-CHAIN-042: the event is not whole.
        CP-CHAIN-043: a key introduced twice, or an unknown key.
    """
    if not _is_whole(event):
        raise BadInputError.of("CP-CHAIN-042", where="key_event", found=event.kid[:60])
    after = dict(records)
    if event.action is KeyAction.REVOKED:
        after[event.kid] = _revoked(records, event)
        return after
    if event.kid in records or event.valid_from is None:
        raise BadInputError.of("CP-CHAIN-043", where="key_event", kid=event.kid)
    if event.action is KeyAction.ROTATED:
        after[event.replaces] = _ended(records, event.replaces, event.valid_from)
    after[event.kid] = KeyRecord(
        kid=event.kid,
        public=event.public,
        owner=event.owner,
        valid_from=event.valid_from,
        valid_to=event.valid_to,
    )
    return after


def key_states(events: Iterable[KeyEvent], *, at: datetime) -> dict[str, KeyState]:
    """Return the state of each key at a time, given everything the events say.

    Raises:
        CP-CHAIN-042, CP-CHAIN-043: as `key_records`.
    """
    return {kid: record.state(at) for kid, record in key_records(events).items()}


def usable_key(records: Mapping[str, KeyRecord], kid: str, *, at: datetime) -> KeyRecord:
    """Return the record of a key whose signatures of time `at` count.

    Raises:
        CP-CHAIN-033: an unknown key.
        CP-CHAIN-036: not yet valid, expired or revoked at that time.
    """
    record = records.get(kid)
    if record is None:
        raise BadInputError.of("CP-CHAIN-033", where="kid", near=tuple(records)[:3], kid=kid[:60])
    state = record.state(at)
    if state is not KeyState.ACTIVE:
        raise BadInputError.of(
            "CP-CHAIN-036", where="kid", kid=kid, state=state.value, at=at.isoformat()
        )
    return record


def _is_whole(event: KeyEvent) -> bool:
    if event.action is KeyAction.REVOKED:
        return bool(event.kid)
    # A key that were valid before its event could sign what was never signed then.
    dated = (
        event.valid_from is not None
        and event.valid_from >= event.at
        and (event.valid_to is None or event.valid_to > event.valid_from)
    )
    rotated = event.action is KeyAction.ROTATED
    return (
        dated
        and len(event.public) == KEY_SIZE
        and key_id(event.public) == event.kid
        and bool(event.replaces) is rotated
    )


def _revoked(records: Mapping[str, KeyRecord], event: KeyEvent) -> KeyRecord:
    record = _known(records, event.kid)
    start = event.invalid_from if event.invalid_from is not None else event.at
    known = record.revoked_from
    return replace(record, revoked_from=start if known is None else min(known, start))


def _ended(records: Mapping[str, KeyRecord], kid: str, end: datetime) -> KeyRecord:
    record = _known(records, kid)
    return replace(record, valid_to=end if record.valid_to is None else min(end, record.valid_to))


def _known(records: Mapping[str, KeyRecord], kid: str) -> KeyRecord:
    record = records.get(kid)
    if record is None:
        raise BadInputError.of("CP-CHAIN-043", where="key_event", kid=kid[:60])
    return record


def _optional_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(moment, where="key_event")


def _optional_moment(body: Mapping[str, Json], name: str) -> datetime | None:
    value = body[name]
    return None if value is None else moment_of(value, where=f"key_event.{name}")
