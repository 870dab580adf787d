"""Passwords: which are taken, and how one is checked (Argon2id, RFC 9106)."""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cellprint.errors import BadInputError

SHORTEST = 12
LONGEST = 200
_KINDS = 6
# One check takes 64 MiB for a tenth of a second; a crowd at the door must not take the machine.
_AT_ONCE = 2
# What people choose first: it adds nothing to the rest of a password.
_COMMON = (
    "password",
    "passw0rd",
    "p@ssw0rd",
    "iloveyou",
    "cellprint",
    "letmein",
    "welcome",
    "battery",
    "woaini",
    "admin",
    "mima",
)
# Keys and letters in a row, both ways; so many of them together count as nothing.
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 4
_RUNS = frozenset(
    way[start : start + _RUN]
    for row in _ROWS
    for way in (row, row[::-1])
    for start in range(len(row) - _RUN + 1)
)


class Passwords:
    """Hashes passwords and checks them; a few at a time, however many ask."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = BoundedSemaphore(_AT_ONCE)
        self._nobody = ""

    def hashed(self, password: str) -> str:
        """Return what is stored of a password; the same password gives another text each time."""
        with self._turn:
            return self._hasher.hash(normal(password))

    def fit(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one.

        None stands for an account that does not exist: it takes the same time, and never fits.
        """
        if not self._nobody:
            self._nobody = self.hashed("nobody knows this one, and nobody needs to")
        usable = len(password) <= LONGEST
        with self._turn:
            try:
                fits = self._hasher.verify(stored or self._nobody, normal(password[:LONGEST]))
            except (VerificationError, InvalidHashError):
                return False
        return fits and usable and stored is not None

    def outdated(self, stored: str) -> bool:
        """Tell whether a stored hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)


def normal(password: str) -> str:
    """Return the one spelling of a password that keyboards may write in several ways (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_strength(password: str, *, name: str) -> None:
    """Refuse a password that is quickly guessed.

    Raises:
        CP-USER-003: too short, too long, too few different characters, or a word that is tried
            first.
    """
    problem = _weakness(normal(password), normal(name).casefold())
    if problem:
        raise BadInputError.of("CP-USER-003", where="password", problem=problem)


def _weakness(password: str, name: str) -> dict[str, str]:
    """Return what is wrong with a password, in both languages; nothing for a good one."""
    if len(password) < SHORTEST:
        return {
            "en": f"it has fewer than {SHORTEST} characters",
            "zh": f"少于 {SHORTEST} 个字符",
        }
    if len(password) > LONGEST:
        return {"en": f"it has more than {LONGEST} characters", "zh": f"多于 {LONGEST} 个字符"}
    if len(set(password)) < _KINDS:
        return {
            "en": f"it has fewer than {_KINDS} different characters",
            "zh": f"不同的字符少于 {_KINDS} 个",
        }
    if len(set(_rest(password.casefold(), name))) < _KINDS:
        return {
            "en": "little is left without the account's name and common words",
            "zh": "除去用户名和常用词后所剩无几",
        }
    return {}


def _rest(password: str, name: str) -> str:
    """Return a password without the account's name, common words and keys in a row."""
    for word in (name, *_COMMON):
        password = password.replace(word, "") if len(word) > 2 else password  # noqa: PLR2004 (initials)
    in_row = {
        place
        for start in range(len(password) - _RUN + 1)
        if password[start : start + _RUN] in _RUNS
        for place in range(start, start + _RUN)
    }
    return "".join(letter for place, letter in enumerate(password) if place not in in_row)
