"""Keys of an organisation: made, listed, rotated, revoked; each step stands in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cellprint.app.declaration.house import House, contents, sequence_name
from cellprint.errors import BadInputError
from cellprint.model.classification import Json, JsonObject
from cellprint.store.documents import DocumentKind, new_document
from cellprint.store.encoding import moment_of, moment_text
from cellprint.store.key_history import signed_key_event, verify_key_history
from cellprint.store.key_state import KeyAction, KeyEvent, KeyRecord, KeyState
from cellprint.store.keys import SigningKey, new_key
from cellprint.store.note import NoteKey

OWN = "keys/own/"
TRUSTED = "keys/trusted/"
ORIGIN = "cellprint"

# Stands for an owner that is not there.
_NOBODY = {"en": "none", "zh": "无"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One key as it is listed.

    Attributes:
        first: id of the organisation's first key, which others are told.
        held: whether the key file is here.
    """

    kid: str
    first: str
    name: str
    owner: str
    state: KeyState
    valid_from: datetime
    valid_to: datetime | None
    revoked_from: datetime | None
    held: bool

    def to_json(self) -> JsonObject:
        """Return the line as JSON members."""
        return {
            "kid": self.kid,
            "first": self.first,
            "name": self.name,
            "owner": self.owner,
            "state": self.state.value,
            "valid_from": moment_text(self.valid_from, where="key"),
            "valid_to": _text(self.valid_to),
            "revoked_from": _text(self.revoked_from),
            "held": self.held,
        }


def own_history(house: House) -> tuple[JsonObject, ...]:
    """Return the organisation's signed key events, oldest first."""
    return contents(house, kind=DocumentKind.KEY_EVENT, prefix=OWN)


def own_records(house: House) -> dict[str, KeyRecord]:
    """Return what the organisation's own events say of its keys; empty without any."""
    history = own_history(house)
    return verify_key_history(history, first_kid=first_kid(history)) if history else {}


def first_kid(history: Sequence[Mapping[str, Json]]) -> str:
    """Return the id of the key that a history starts with, empty where it has none."""
    event = history[0].get("event") if history else None
    kid = event.get("kid") if isinstance(event, dict) else None
    return kid if isinstance(kid, str) else ""


def log_origin(history: Sequence[Mapping[str, Json]]) -> str:
    """Return the name of the journal of whose keys these are."""
    return f"{ORIGIN}/{first_kid(history)}"


def log_keys(records: Mapping[str, KeyRecord], origin: str) -> tuple[NoteKey, ...]:
    """Return the keys that may sign checkpoints of a journal."""
    return tuple(NoteKey(name=origin, public=record.public) for record in records.values())


def generate(
    house: House,
    *,
    owner: str,
    name: str,
    passphrase: str,
    at: datetime,
    valid_to: datetime | None = None,
) -> KeyLine:
    """Make a key, keep it encrypted, and record it; a later key is signed by an active one too.

    Raises:
        CP-DECL-010: there is no owner yet and none is given, or another than the one there is.
        CP-DECL-011: a name that another key has.
        CP-STORE-022: the passphrase is too short.
        CP-CHAIN-043: events out of order in time.
    """
    history, records = own_history(house), own_records(house)
    owner = _owner(records, owner)
    _check_name(history, name)
    key = new_key(house.random_bytes)
    event = KeyEvent(
        action=KeyAction.CREATED,
        kid=key.kid,
        at=at,
        owner=owner,
        public=key.public,
        valid_from=at,
        valid_to=valid_to,
        reason=name,
    )
    signers = [key]
    if history:
        signers.append(signing_key(house, "", passphrase=passphrase, at=at))
    _record(house, history, signed_key_event(event, *signers), key=key, passphrase=passphrase)
    return _line(house, key.kid, at)


def rotate(
    house: House,
    name: str,
    *,
    passphrase: str,
    at: datetime,
    new_name: str = "",
    valid_to: datetime | None = None,
) -> KeyLine:
    """Replace a key by a new one from now on; what the old one signed stays valid.

    Raises:
        CP-DECL-011 … CP-DECL-013: as `signing_key` and `generate`.
        CP-CHAIN-043: events out of order in time.
    """
    history = own_history(house)
    _check_name(history, new_name)
    old = signing_key(house, name, passphrase=passphrase, at=at)
    key = new_key(house.random_bytes)
    event = KeyEvent(
        action=KeyAction.ROTATED,
        kid=key.kid,
        at=at,
        owner=own_records(house)[old.kid].owner,
        public=key.public,
        valid_from=at,
        valid_to=valid_to,
        replaces=old.kid,
        reason=new_name,
    )
    _record(house, history, signed_key_event(event, key, old), key=key, passphrase=passphrase)
    return _line(house, key.kid, at)


def revoke(
    house: House,
    name: str,
    *,
    passphrase: str,
    at: datetime,
    invalid_from: datetime | None = None,
    reason: str = "",
) -> KeyLine:
    """Revoke a key, from a day in the past on where it was found stolen.

    It is signed by another active key, or by the key itself where it is the only one.

    Raises:
        CP-DECL-012, CP-DECL-013: no such key, or none that could sign the revocation.
    """
    history, records = own_history(house), own_records(house)
    kid = _chosen(name, records, history)
    others = [other for other in _usable(house, records, at) if other != kid]
    signer = house.keys.load(_newest(others or [kid], records), passphrase)
    event = KeyEvent(
        action=KeyAction.REVOKED, kid=kid, at=at, invalid_from=invalid_from, reason=reason
    )
    _record(house, history, signed_key_event(event, signer), key=None, passphrase=passphrase)
    return _line(house, kid, at)


def listed(house: House, *, at: datetime) -> tuple[KeyLine, ...]:
    """Return the organisation's keys in the order in which they were made."""
    return tuple(_line(house, kid, at) for kid in own_records(house))


def signing_key(house: House, name: str, *, passphrase: str, at: datetime) -> SigningKey:
    """Return the key of a name, an id or the beginning of one; the newest usable one by default.

    Raises:
        CP-DECL-012: no key of this name, or several.
        CP-DECL-013: no key that is active then and whose file is here.
        CP-STORE-020, CP-STORE-021: the key file cannot be opened.
    """
    history, records = own_history(house), own_records(house)
    usable = _usable(house, records, at)
    if not usable:
        raise BadInputError.of("CP-DECL-013", where="keys", at=at.date().isoformat())
    if not name:
        return house.keys.load(_newest(usable, records), passphrase)
    kid = _chosen(name, records, history)
    if kid not in usable:
        raise BadInputError.of("CP-DECL-013", where=name, at=at.date().isoformat())
    return house.keys.load(kid, passphrase)


def trust(house: House, history: Sequence[JsonObject], *, kid: str, at: datetime) -> str:
    """Keep the key history of another organisation; return its owner.

    Args:
        house: own store.
        history: signed key events, oldest first.
        kid: id of its first key, known from elsewhere.
        at: time of the entry.

    Raises:
        CP-CHAIN-040 … CP-CHAIN-043: the history does not hold.
        CP-DECL-014: it contradicts what is kept of this organisation.
    """
    records = verify_key_history(history, first_kid=kid)
    prefix = f"{TRUSTED}{kid}/"
    known = contents(house, kind=DocumentKind.KEY_EVENT, prefix=prefix)
    if list(history[: len(known)]) != list(known):
        raise BadInputError.of("CP-DECL-014", where="keys", kid=kid)
    for position in range(len(known), len(history)):
        name = sequence_name(prefix, history[:position])
        content = history[position]
        house.store.put(
            new_document(id=name, kind=DocumentKind.KEY_EVENT, content=content, created_at=at)
        )
    return records[kid].owner


def known_histories(house: House) -> dict[str, tuple[JsonObject, ...]]:
    """Return first key id → history of every organisation that this house knows, its own too."""
    found: dict[str, list[JsonObject]] = {}
    for record in house.store.records(kind=DocumentKind.KEY_EVENT):
        content = house.store.get(record.id, record.version).content
        if record.id.startswith(TRUSTED) and isinstance(content, dict):
            kid = record.id.removeprefix(TRUSTED).partition("/")[0]
            found.setdefault(kid, []).append(content)
    own = own_history(house)
    if own:
        found[first_kid(own)] = list(own)
    return {kid: tuple(history) for kid, history in found.items()}


def _owner(records: Mapping[str, KeyRecord], given: str) -> str:
    there = next((record.owner for record in records.values()), "")
    if not (there or given.strip()) or (there and given and given != there):
        raise BadInputError.of(
            "CP-DECL-010", where="--owner", found=given.strip() or _NOBODY, there=there or _NOBODY
        )
    return there or given.strip()


def _names(history: Sequence[JsonObject]) -> dict[str, str]:
    """Return key id → name, for keys that were given one."""
    names: dict[str, str] = {}
    for item in history:
        event = item["event"]
        if isinstance(event, dict) and event["action"] != KeyAction.REVOKED.value:
            names[str(event["kid"])] = str(event["reason"])
    return names


def _check_name(history: Sequence[JsonObject], name: str) -> None:
    if name and name in _names(history).values():
        raise BadInputError.of("CP-DECL-011", where="--name", name=name)


def _chosen(name: str, records: Mapping[str, KeyRecord], history: Sequence[JsonObject]) -> str:
    names = _names(history)
    found = [kid for kid in records if names.get(kid) == name] or [
        kid for kid in records if name and kid.startswith(name)
    ]
    if len(found) != 1:
        near = tuple(names.get(kid) or kid for kid in (found or records))[:3]
        raise BadInputError.of(
            "CP-DECL-012", where="--key", near=near, found=name or "-", count=len(found)
        )
    return found[0]


def _usable(house: House, records: Mapping[str, KeyRecord], at: datetime) -> list[str]:
    held = set(house.keys.kids())
    return [
        kid
        for kid, record in records.items()
        if kid in held and record.state(at) is KeyState.ACTIVE
    ]


def _newest(kids: Sequence[str], records: Mapping[str, KeyRecord]) -> str:
    return max(kids, key=lambda kid: (records[kid].valid_from, list(records).index(kid)))


def _record(
    house: House,
    history: Sequence[JsonObject],
    content: JsonObject,
    *,
    key: SigningKey | None,
    passphrase: str,
) -> None:
    """Write the key file, then the event; an event that does not hold is never written."""
    after = [*history, content]
    verify_key_history(after, first_kid=first_kid(after))
    if key is not None:
        house.keys.save(key, passphrase, random_bytes=house.random_bytes, cost=house.cost)
    name = sequence_name(OWN, history)
    house.store.put(
        new_document(
            id=name, kind=DocumentKind.KEY_EVENT, content=content, created_at=_time_of(content)
        )
    )


def _time_of(content: JsonObject) -> datetime:
    event = content["event"]
    return moment_of(event["at"] if isinstance(event, dict) else None, where="key_event")


def _line(house: House, kid: str, at: datetime) -> KeyLine:
    history = own_history(house)
    record = own_records(house)[kid]
    return KeyLine(
        kid=kid,
        first=first_kid(history),
        name=_names(history).get(kid, ""),
        owner=record.owner,
        state=record.state(at),
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        revoked_from=record.revoked_from,
        held=kid in house.keys.kids(),
    )


def _text(value: datetime | None) -> str | None:
    return None if value is None else moment_text(value, where="key")
