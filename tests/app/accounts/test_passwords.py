"""Which passwords are taken, and how one is checked."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from cellprint.app.accounts.passwords import Passwords, check_strength
from cellprint.errors import BadInputError
from tests.app.accounts.helpers import GOOD, quick


@pytest.mark.parametrize(
    "password", [GOOD, "天津港口蓝色灯笼三十七号", "Tr0ub4dor&3xyz", "x 1 y 2 z 3 w"]
)
def test_a_password_that_takes_long_to_guess_is_taken(password: str) -> None:
    check_strength(password, name="li.ming")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("", "fewer than 12 characters"),
        ("k7#mQ2!vX9p", "fewer than 12 characters"),
        ("k7#mQ2!v" * 26, "more than 200 characters"),
        ("abababababababab", "different characters"),
        ("Password1234!", "common words"),
        ("P@ssw0rdadmin1", "common words"),
        ("qwertyuiop0987", "common words"),
        ("Li.Ming7654321", "common words"),
    ],
)
def test_a_password_that_is_tried_first_is_refused(password: str, problem: str) -> None:
    with pytest.raises(BadInputError) as caught:
        check_strength(password, name="li.ming")

    assert caught.value.code == "CP-USER-003"
    assert problem in caught.value.findings[0].what("en")
    assert password not in caught.value.findings[0].line() or not password


def test_a_password_fits_its_own_hash_only() -> None:
    passwords = quick()
    stored = passwords.hashed(GOOD)

    assert passwords.fit(GOOD, stored)
    assert not passwords.fit(GOOD + "x", stored)
    assert not passwords.fit("", stored)
    assert passwords.hashed(GOOD) != stored


def test_the_same_letters_typed_by_another_keyboard_fit() -> None:
    passwords = quick()

    assert passwords.fit("Ｂlue-harbour-café", passwords.hashed("Blue-harbour-cafe\u0301"))


def test_a_password_longer_than_the_limit_never_fits() -> None:
    passwords = quick()
    stored = passwords.hashed("a" * 200)

    assert passwords.fit("a" * 200, stored)
    assert not passwords.fit("a" * 201, stored)


def test_nobody_takes_the_same_work_and_never_fits() -> None:
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002  (names of argon2)
            verified.append(str(hash))
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    stored = passwords.hashed(GOOD)

    assert not passwords.fit(GOOD, None)
    assert not passwords.fit("nobody knows this one, and nobody needs to", None)
    assert not passwords.fit("wrong", stored)
    assert len(verified) == 3
    assert len({str(extract_parameters(text)) for text in verified}) == 1


def test_what_is_no_hash_fits_nothing() -> None:
    assert not quick().fit(GOOD, "plain text")


def test_a_hash_of_weaker_parameters_is_outdated() -> None:
    weak = quick().hashed(GOOD)

    assert not quick().outdated(weak)
    assert quick(time_cost=2).outdated(weak)


def test_the_parameters_in_use_are_those_of_the_standard() -> None:
    # RFC 9106, section 4, second recommended option: Argon2id, t=3, p=4, 64 MiB
    found = extract_parameters(Passwords().hashed(GOOD))

    assert (found.type, found.time_cost, found.parallelism, found.memory_cost) == (
        Type.ID,
        3,
        4,
        65_536,
    )
