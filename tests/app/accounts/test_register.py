"""Accounts made, changed and removed; sessions and tokens opened and ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from cellprint.app.accounts.register import Register, open_register
from cellprint.app.accounts.roles import RIGHTS, Right, Role
from cellprint.app.declaration.house import opened_database
from cellprint.errors import BadInputError
from tests.app.accounts.helpers import GOOD, OTHER, START, Clock, quick

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(tmp_path: Path, clock: Clock) -> Iterator[Register]:
    with opened_database(tmp_path) as database:
        found = Register(database, clock=clock, passwords=quick())
        found.add("Li.Ming", role="editor", password=GOOD)
        yield found


def opened(register: Register, name: str = "li.ming", password: str = GOOD) -> str:
    """Return the secret of a new session, which must open."""
    secret = register.log_in(name, password)
    assert secret is not None
    return secret


def code_of(caught: pytest.ExceptionInfo[BadInputError]) -> str:
    return caught.value.code


def test_a_verifier_cannot_change_what_he_verifies() -> None:
    assert RIGHTS[Role.READER] == {Right.SEE}
    assert RIGHTS[Role.EDITOR] == {Right.SEE, Right.EDIT, Right.VERIFY}
    assert RIGHTS[Role.VERIFIER] == {Right.SEE, Right.VERIFY}


def test_an_account_is_listed_without_its_secrets(register: Register) -> None:
    register.add("张伟", role="reader", password=OTHER)

    found = [account.to_json() for account in register.accounts()]

    assert found[0] == {
        "name": "li.ming",
        "role": "editor",
        "created_at": "2026-03-02T08:00:00.000000Z",
        "password_at": "2026-03-02T08:00:00.000000Z",
        "sessions": 0,
        "token_until": None,
    }
    assert [account["name"] for account in found] == ["li.ming", "张伟"]


def test_no_secret_stands_in_the_store(register: Register, tmp_path: Path) -> None:
    session = opened(register)
    token = register.new_token("li.ming")

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())

    assert b"li.ming" in stored
    for secret in (GOOD, session, token):
        assert secret.encode() not in stored


@pytest.mark.parametrize("name", ["", " ", "-x", "a b", "a/b", "x" * 41, "a\nb", "<b>"])
def test_a_name_that_cannot_be_used_is_refused(register: Register, name: str) -> None:
    with pytest.raises(BadInputError) as caught:
        register.add(name, role="reader", password=GOOD)

    assert code_of(caught) == "CP-USER-001"


def test_a_name_is_taken_however_it_is_written(register: Register) -> None:
    with pytest.raises(BadInputError) as caught:
        register.add("ＬＩ.MING", role="reader", password=OTHER)

    assert code_of(caught) == "CP-USER-005"


def test_an_unknown_role_is_refused(register: Register) -> None:
    for act in (
        lambda: register.add("wu", role="root", password=OTHER),
        lambda: register.set_role("li.ming", "root"),
    ):
        with pytest.raises(BadInputError) as caught:
            act()
        assert code_of(caught) == "CP-USER-002"


def test_an_unknown_account_is_told_with_the_nearest_one(register: Register) -> None:
    for act in (
        lambda: register.account("li.min"),
        lambda: register.remove("li.min"),
        lambda: register.set_role("li.min", "reader"),
        lambda: register.set_password("li.min", OTHER),
        lambda: register.new_token("li.min"),
        lambda: register.end_token("li.min"),
    ):
        with pytest.raises(BadInputError) as caught:
            act()
        assert code_of(caught) == "CP-USER-004"
        assert caught.value.findings[0].near == ("li.ming",)


def test_a_weak_password_is_refused_and_the_old_one_stays(register: Register) -> None:
    for act in (
        lambda: register.add("wu", role="reader", password="short"),  # noqa: S106  (the point)
        lambda: register.set_password("li.ming", "short"),
    ):
        with pytest.raises(BadInputError) as caught:
            act()
        assert code_of(caught) == "CP-USER-003"
    assert register.log_in("li.ming", GOOD)


def test_only_name_and_password_together_open_a_session(register: Register) -> None:
    account = register.by_session(opened(register, " LI.ming "))

    assert account is not None
    assert (account.name, account.role) == ("li.ming", Role.EDITOR)
    assert register.log_in("li.ming", OTHER) is None
    assert register.log_in("wu", GOOD) is None
    assert register.by_session("") is None
    assert register.by_session("made up \ud800") is None


def test_each_session_has_a_secret_of_its_own(register: Register) -> None:
    first, second = opened(register), opened(register)

    register.log_out(first)

    assert first != second
    assert len(first) == 43  # 256 bits in base64url
    assert register.by_session(first) is None
    assert register.by_session(second) is not None


def test_a_session_that_is_not_used_ends(register: Register, clock: Clock) -> None:
    secret = opened(register)

    clock.move(2 * HOUR - MINUTE)
    assert register.by_session(secret) is not None
    clock.move(2 * HOUR - MINUTE)
    assert register.by_session(secret) is not None
    clock.move(2 * HOUR)
    assert register.by_session(secret) is None


def test_a_session_that_is_used_all_day_ends_too(register: Register, clock: Clock) -> None:
    secret = opened(register)

    for _ in range(11):
        clock.move(HOUR)
        assert register.by_session(secret) is not None
    clock.move(HOUR)

    assert register.by_session(secret) is None


def test_expired_sessions_leave_the_store(register: Register, clock: Clock) -> None:
    opened(register)
    clock.move(3 * HOUR)

    assert register.account("li.ming").sessions == 0


def test_an_account_has_so_many_sessions_and_no_more(register: Register, clock: Clock) -> None:
    secrets = []
    for _ in range(12):
        secrets.append(opened(register))
        clock.move(timedelta(seconds=1))

    alive = [register.by_session(secret) is not None for secret in secrets]

    assert alive == [False] * 2 + [True] * 10


def test_another_password_ends_every_session_and_the_token(register: Register) -> None:
    session, token = opened(register), register.new_token("li.ming")

    register.set_password("li.ming", OTHER)

    assert register.by_session(session) is None
    assert register.by_token(token) is None
    assert register.log_in("li.ming", GOOD) is None
    assert register.log_in("li.ming", OTHER)


def test_another_role_holds_from_the_next_request_on(register: Register) -> None:
    session = opened(register)

    register.set_role("li.ming", "verifier")

    account = register.by_session(session)
    assert account is not None
    assert account.role is Role.VERIFIER


def test_a_removed_account_is_out_at_once(register: Register) -> None:
    session, token = opened(register), register.new_token("li.ming")

    register.remove("li.ming")
    register.add("li.ming", role="reader", password=OTHER)

    assert register.by_session(session) is None
    assert register.by_token(token) is None


def test_a_token_ends_on_its_day_or_when_it_is_replaced(register: Register, clock: Clock) -> None:
    first = register.new_token("li.ming", days=1)
    assert register.by_token(first) is not None

    second = register.new_token("li.ming", days=1)
    assert first != second
    assert second.startswith("cp_")
    assert register.by_token(first) is None
    assert register.account("li.ming").token_until == START + 24 * HOUR
    clock.move(24 * HOUR)

    assert register.by_token(second) is None


def test_a_token_can_be_ended(register: Register) -> None:
    token = register.new_token("li.ming")

    assert register.end_token("li.ming")
    assert not register.end_token("li.ming")
    assert register.by_token(token) is None


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_has_a_bounded_life(register: Register, days: int) -> None:
    with pytest.raises(BadInputError) as caught:
        register.new_token("li.ming", days=days)

    assert code_of(caught) == "CP-USER-006"


def test_a_session_and_a_token_are_not_taken_for_each_other(register: Register) -> None:
    assert register.by_token(opened(register)) is None
    assert register.by_session(register.new_token("li.ming")) is None


def test_a_hash_of_older_parameters_is_renewed_at_the_log_in(
    register: Register, tmp_path: Path, clock: Clock
) -> None:
    with opened_database(tmp_path) as database:
        later = Register(database, clock=clock, passwords=quick(time_cost=2))
        opened(later)
        with database.read() as connection:
            stored = connection.execute(text("SELECT password_hash FROM accounts")).scalar_one()

    assert "t=2" in stored
    assert register.fits("li.ming", GOOD)


def test_a_password_changed_while_it_is_checked_opens_nothing(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = register._passwords
    monkeypatch.setattr(passwords, "outdated", lambda _: register.set_password("li.ming", OTHER))

    assert register.log_in("li.ming", GOOD) is None


def test_the_register_of_a_folder_is_opened(tmp_path: Path) -> None:
    with open_register(tmp_path / "new", passwords=quick()) as register:
        register.add("wu", role="reader", password=GOOD)
    with open_register(tmp_path / "new", passwords=quick()) as register:
        assert [account.name for account in register.accounts()] == ["wu"]
