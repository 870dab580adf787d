"""Keys are never shown, open with their passphrase only, and are worth what their events say."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from cellprint.errors import CellprintError
from cellprint.model.classification import Json, JsonObject
from cellprint.store import keys as keys_module
from cellprint.store.database import Database
from cellprint.store.documents import DocumentKind, new_document
from cellprint.store.encoding import from_base64url
from cellprint.store.key_history import signed_key_event, verify_key_history
from cellprint.store.key_state import (
    KeyAction,
    KeyEvent,
    KeyState,
    key_records,
    key_states,
    parse_key_event,
    usable_key,
)
from cellprint.store.keys import (
    KeyFolder,
    ScryptCost,
    SigningKey,
    decrypted,
    key_id,
    new_key,
)
from cellprint.store.repository import Store
from tests.store.helpers import HOUR, NOW, ORIGIN, key, log_key, refused, source

PASSPHRASE = "vier ruhige graue Wale"  # noqa: S105  (for tests)
CHEAP = ScryptCost(n=2**4)
# RFC 8037, appendix A.1 to A.3: private key, public key and thumbprint.
RFC_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
RFC_KID = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def seed_of(number: int) -> bytes:
    """Return the private bytes that `key(number)` is made of."""
    return source(number)(32)


def created(signing: SigningKey, **changes: object) -> KeyEvent:
    event = KeyEvent(
        action=KeyAction.CREATED,
        kid=signing.kid,
        at=NOW,
        owner="plant",
        public=signing.public,
        valid_from=NOW,
        valid_to=NOW + 100 * HOUR,
    )
    return replace(event, **changes)  # type: ignore[arg-type]


def rotated(new: SigningKey, old: SigningKey, hours: int) -> KeyEvent:
    at = NOW + hours * HOUR
    return created(
        new,
        action=KeyAction.ROTATED,
        replaces=old.kid,
        at=at,
        valid_from=at,
        valid_to=at + 100 * HOUR,
    )


def revoked(signing: SigningKey, hours: int, invalid_from: int | None = None) -> KeyEvent:
    since = None if invalid_from is None else NOW + invalid_from * HOUR
    return KeyEvent(
        action=KeyAction.REVOKED,
        kid=signing.kid,
        at=NOW + hours * HOUR,
        invalid_from=since,
        reason="laptop stolen",
    )


class TestKeyFile:
    def test_the_id_is_the_thumbprint_of_the_rfc(self) -> None:
        published = new_key(lambda _count: RFC_SEED)

        assert published.public.hex() == (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        )
        assert key_id(published.public) == RFC_KID == published.kid

    def test_a_saved_key_opens_with_its_passphrase(self, tmp_path: Path) -> None:
        folder = KeyFolder(tmp_path / "keys")
        path = folder.save(key(1), PASSPHRASE, random_bytes=source(9), cost=CHEAP)

        again = folder.load(key(1).kid, PASSPHRASE)

        assert folder.kids() == (key(1).kid,)
        assert again.sign(b"x") == key(1).sign(b"x")
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_the_default_cost_is_that_of_interactive_use_or_more(self) -> None:
        assert ScryptCost().n * ScryptCost().r * 128 >= 64 * 1024 * 1024

    def test_another_passphrase_does_not_open_it(self) -> None:
        data = key(1).encrypted(PASSPHRASE, random_bytes=source(9), cost=CHEAP)

        with refused("CP-STORE-021"):
            decrypted(data, PASSPHRASE + "x")

    def test_a_passphrase_opens_however_its_letters_are_put_together(self) -> None:
        data = key(1).encrypted("ma\u00eetre-nageur 1", random_bytes=source(9), cost=CHEAP)

        assert decrypted(data, "mai\u0302tre-nageur 1").kid == key(1).kid

    def test_short_passphrases_are_refused(self) -> None:
        with refused("CP-STORE-022"):
            key(1).encrypted("short", random_bytes=source(9), cost=CHEAP)

    def test_a_key_file_is_not_overwritten(self, tmp_path: Path) -> None:
        folder = KeyFolder(tmp_path)
        folder.save(key(1), PASSPHRASE, random_bytes=source(9), cost=CHEAP)

        with refused("CP-STORE-023"):
            folder.save(key(1), PASSPHRASE, random_bytes=source(9), cost=CHEAP)

    def test_an_unknown_key_is_told(self, tmp_path: Path) -> None:
        with refused("CP-STORE-024"):
            KeyFolder(tmp_path).load("../x", PASSPHRASE)

    @pytest.mark.parametrize(
        "change",
        [
            {"format": "other"},
            {"kid": "other"},
            {"public": "other"},
            {"salt": "AAAA"},
            {"salt": None},
            {"pkcs8": None},
            {"kdf": None},
            {"kdf": {"name": "scrypt", "n": 2**30, "r": 8, "p": 1}},
            {"kdf": {"name": "scrypt", "n": 2**4, "r": 10**6, "p": 1}},
            {"kdf": {"name": "scrypt", "n": "16", "r": 8, "p": 1}},
            {"kdf": {"name": "none", "n": 2**4, "r": 8, "p": 1}},
        ],
    )
    def test_a_damaged_or_hostile_file_is_refused(self, change: JsonObject) -> None:
        body = json.loads(key(1).encrypted(PASSPHRASE, random_bytes=source(9), cost=CHEAP))

        with refused("CP-STORE-020"):
            decrypted(json.dumps({**body, **change}).encode(), PASSPHRASE)

    def test_a_key_of_another_kind_is_refused(self) -> None:
        body = json.loads(key(1).encrypted(PASSPHRASE, random_bytes=source(9), cost=CHEAP))
        secret = keys_module._stretched(
            PASSPHRASE, salt=from_base64url(body["salt"]) or b"", cost=CHEAP
        )
        block = generate_private_key(SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret)
        )

        with refused("CP-STORE-020"):
            decrypted(json.dumps({**body, "pkcs8": block.decode()}).encode(), PASSPHRASE)

    def test_a_random_source_that_gives_too_much_is_refused(self) -> None:
        with refused("CP-STORE-026"):
            new_key(lambda count: bytes(count + 1))


class TestSecrecy:
    def spellings(self) -> list[str]:
        seed = seed_of(1)
        return [seed.hex(), repr(seed), str(list(seed)), seed.hex().upper()]

    def test_text_and_logs_do_not_show_the_key(self, caplog: pytest.LogCaptureFixture) -> None:
        signing = key(1)
        with caplog.at_level(logging.DEBUG):
            logging.getLogger("x").warning("%s %r %s", signing, signing, [signing])
        shown = caplog.text + repr(signing) + str(signing) + f"{signing}" + str(dir(signing))

        assert signing.kid in shown
        assert not [text for text in self.spellings() if text in shown]
        assert "Ed25519PrivateKey" not in shown

    def test_errors_do_not_show_the_key_or_the_passphrase(self) -> None:
        data = key(1).encrypted(PASSPHRASE, random_bytes=source(9), cost=CHEAP)
        try:
            decrypted(data, PASSPHRASE + "!")
        except CellprintError as error:
            shown = "".join(traceback.format_exception(error))

        assert "CP-STORE-021" in shown
        assert PASSPHRASE not in shown
        assert not [text for text in self.spellings() if text in shown]

    def test_a_key_file_does_not_hold_the_key(self) -> None:
        data = key(1).encrypted(PASSPHRASE, random_bytes=source(9), cost=CHEAP)
        plain = Ed25519PrivateKey.from_private_bytes(seed_of(1)).private_bytes_raw()

        assert plain == seed_of(1)
        assert plain not in data
        assert plain.hex().encode() not in data
        assert b"ENCRYPTED PRIVATE KEY" in data

    def test_a_key_is_neither_pickled_nor_copied(self) -> None:
        with refused("CP-STORE-025"):
            pickle.dumps(key(1))
        with refused("CP-STORE-025"):
            copy.deepcopy(key(1))

    def test_a_key_has_no_dictionary_to_dump(self) -> None:
        assert not hasattr(key(1), "__dict__")


class TestStates:
    def test_a_key_is_active_within_its_validity(self) -> None:
        events = [created(key(1))]

        states = [
            key_states(events, at=NOW + hours * HOUR)[key(1).kid] for hours in (-1, 0, 99, 100)
        ]

        assert states == [
            KeyState.NOT_YET_VALID,
            KeyState.ACTIVE,
            KeyState.ACTIVE,
            KeyState.EXPIRED,
        ]

    def test_rotation_ends_the_old_key_where_the_new_one_begins(self) -> None:
        events = [created(key(1)), rotated(key(2), key(1), 10)]

        before = key_states(events, at=NOW + 9 * HOUR)
        after = key_states(events, at=NOW + 10 * HOUR)

        assert before == {key(1).kid: KeyState.ACTIVE, key(2).kid: KeyState.NOT_YET_VALID}
        assert after == {key(1).kid: KeyState.EXPIRED, key(2).kid: KeyState.ACTIVE}

    def test_revocation_may_reach_back(self) -> None:
        events = [created(key(1)), revoked(key(1), 20, invalid_from=5), revoked(key(1), 30)]

        assert key_states(events, at=NOW + 4 * HOUR)[key(1).kid] is KeyState.ACTIVE
        assert key_states(events, at=NOW + 5 * HOUR)[key(1).kid] is KeyState.REVOKED

    def test_only_active_keys_are_usable(self) -> None:
        records = key_records([created(key(1))])

        assert usable_key(records, key(1).kid, at=NOW).owner == "plant"
        with refused("CP-CHAIN-033"):
            usable_key(records, "unknown", at=NOW)
        with refused("CP-CHAIN-036"):
            usable_key(records, key(1).kid, at=NOW - HOUR)

    @pytest.mark.parametrize(
        "events",
        [
            [created(key(1)), created(key(1))],
            [revoked(key(1), 1)],
            [rotated(key(2), key(1), 1)],
            [created(key(1)), revoked(key(1), 1), created(key(2))],
        ],
    )
    def test_events_that_do_not_follow_are_refused(self, events: list[KeyEvent]) -> None:
        with refused("CP-CHAIN-043"):
            key_records(events)

    @pytest.mark.parametrize(
        "event",
        [
            created(key(1), kid=key(2).kid),
            created(key(1), public=b"short"),
            created(key(1), valid_from=None),
            created(key(1), valid_to=NOW),
            created(key(1), valid_from=NOW - HOUR),
            created(key(1), replaces=key(2).kid),
            created(key(1), action=KeyAction.ROTATED),
        ],
    )
    def test_events_that_are_not_whole_are_refused(self, event: KeyEvent) -> None:
        with refused("CP-CHAIN-042"):
            key_records([event])
        with refused("CP-CHAIN-042"):
            parse_key_event(event.to_json())

    def test_events_survive_being_written(self) -> None:
        for event in (created(key(1)), rotated(key(2), key(1), 3), revoked(key(1), 5, 4)):
            assert parse_key_event(event.to_json()) == event

    def test_unknown_members_are_refused(self) -> None:
        with refused("CP-CHAIN-042"):
            parse_key_event({**created(key(1)).to_json(), "extra": "x"})
        with refused("CP-CHAIN-042"):
            parse_key_event({**created(key(1)).to_json(), "action": "copied"})
        with refused("CP-STORE-006"):
            parse_key_event({**created(key(1)).to_json(), "at": "yesterday"})


class TestHistory:
    def history(self) -> list[JsonObject]:
        return [
            signed_key_event(created(key(1)), key(1)),
            signed_key_event(rotated(key(2), key(1), 10), key(1), key(2)),
            signed_key_event(
                created(key(3), at=NOW + 20 * HOUR, valid_from=NOW + 20 * HOUR), key(2), key(3)
            ),
            signed_key_event(revoked(key(2), 30), key(3)),
        ]

    def test_one_known_key_leads_to_all_others(self) -> None:
        records = verify_key_history(self.history(), first_kid=key(1).kid)

        at = NOW + 31 * HOUR
        assert {kid: record.state(at) for kid, record in records.items()} == {
            key(1).kid: KeyState.EXPIRED,
            key(2).kid: KeyState.REVOKED,
            key(3).kid: KeyState.ACTIVE,
        }

    def test_a_history_of_somebody_else_is_refused(self) -> None:
        with refused("CP-CHAIN-040"):
            verify_key_history(self.history(), first_kid=key(2).kid)
        with refused("CP-CHAIN-040"):
            verify_key_history(self.history()[1:], first_kid=key(2).kid)

    @pytest.mark.parametrize(
        "item",
        [
            signed_key_event(rotated(key(2), key(1), 10), key(1)),
            signed_key_event(rotated(key(2), key(1), 10), key(2)),
            signed_key_event(rotated(key(2), key(1), 10), key(2), key(3)),
            signed_key_event(created(key(2), at=NOW + HOUR, valid_from=NOW + HOUR), key(2)),
            signed_key_event(revoked(key(1), 5)),
            signed_key_event(revoked(key(1), 200), key(1)),
        ],
    )
    def test_an_event_without_the_signatures_it_needs_is_refused(self, item: JsonObject) -> None:
        with refused("CP-CHAIN-041"):
            verify_key_history([self.history()[0], item], first_kid=key(1).kid)

    def test_an_event_changed_after_signing_is_refused(self) -> None:
        item = self.history()[1]
        event = item["event"]
        assert isinstance(event, dict)

        with refused("CP-CHAIN-041"):
            verify_key_history(
                [self.history()[0], {**item, "event": {**event, "owner": "other"}}],
                first_kid=key(1).kid,
            )

    def test_a_signature_moved_to_another_key_is_refused(self) -> None:
        item = signed_key_event(created(key(1)), key(1))
        envelopes = item["signatures"]
        assert isinstance(envelopes, list)
        first = envelopes[0]
        assert isinstance(first, dict)
        forged: dict[str, Json] = {**first, "signature": "A" * 86}

        with refused("CP-CHAIN-041"):
            verify_key_history([{**item, "signatures": [forged]}], first_kid=key(1).kid)

    @pytest.mark.parametrize(
        "item", [{}, {"event": {}, "signatures": "x"}, {"event": {}, "signatures": [], "x": 1}]
    )
    def test_what_is_no_signed_event_is_refused(self, item: JsonObject) -> None:
        with refused("CP-CHAIN-042"):
            verify_key_history([item], first_kid=key(1).kid)

    def test_a_signature_list_of_other_things_is_refused(self) -> None:
        item: JsonObject = {**self.history()[0], "signatures": ["x"]}

        with refused("CP-CHAIN-042"):
            verify_key_history([item], first_kid=key(1).kid)

    def test_events_out_of_order_are_refused(self) -> None:
        late = signed_key_event(created(key(3), at=NOW - HOUR), key(1), key(3))

        with refused("CP-CHAIN-043"):
            verify_key_history([self.history()[0], late], first_kid=key(1).kid)

    def test_key_events_are_documents_in_the_journal(self, database: Database) -> None:
        store = Store(database, random_bytes=source(1))
        for number, content in enumerate(self.history()):
            store.put(
                new_document(
                    id=f"plant/keys/{number}",
                    kind=DocumentKind.KEY_EVENT,
                    content=content,
                    created_at=NOW,
                )
            )
        store.sign_checkpoint(origin=ORIGIN, key=key(3))

        read = [store.get(record.id).content for record in store.records(kind="key_event")]

        history = [content for content in read if isinstance(content, dict)]
        assert verify_key_history(history, first_kid=key(1).kid)
        assert store.verify([log_key(key(3))], origin=ORIGIN) == ()
