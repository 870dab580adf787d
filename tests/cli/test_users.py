"""Accounts on the command line: passwords are never arguments, and tokens are shown once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cellprint.cli.main import run
from tests.app.accounts.helpers import GOOD, OTHER

Capture = pytest.CaptureFixture[str]
Send = Callable[..., int]


@pytest.fixture
def send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Send:
    """Return what runs the program with text on standard input, on a store of its own."""
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path))

    def runs(*arguments: str, given: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        return run(["users", *arguments])

    return runs


def test_an_account_is_made_listed_changed_and_removed(send: Send, capsys: Capture) -> None:
    assert send("add", "Li.Ming", "--role", "editor", given=GOOD + "\n") == 0
    assert "li.ming may come in as editor" in capsys.readouterr().out
    assert send("set-role", "li.ming", "verifier") == 0
    assert send("set-password", "li.ming", given=OTHER + "\r\nmore") == 0
    capsys.readouterr()
    assert send("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(account["name"], account["role"]) for account in listed] == [("li.ming", "verifier")]
    assert send("list", "--lang", "zh") == 0
    assert "用户名" in capsys.readouterr().out
    assert send("remove", "LI.MING") == 0
    capsys.readouterr()
    assert send("list") == 0
    assert "no accounts" in capsys.readouterr().out


def test_the_first_account_says_what_changes(send: Send, capsys: Capture) -> None:
    send("add", "a1", "--role", "reader", given=GOOD)
    first = capsys.readouterr().out
    send("add", "a2", "--role", "reader", given=GOOD)

    assert "asks everybody to log in" in first
    assert "asks everybody" not in capsys.readouterr().out


def test_a_token_is_printed_alone_and_can_be_ended(send: Send, capsys: Capture) -> None:
    send("add", "robot", "--role", "reader", given=GOOD)
    capsys.readouterr()

    assert send("token", "robot", "--days", "30") == 0
    token = capsys.readouterr().out
    assert send("token", "robot", "--revoke") == 0
    assert "has ended" in capsys.readouterr().out
    assert send("token", "robot", "--revoke") == 0
    assert "no token" in capsys.readouterr().out

    assert token.startswith("cp_")
    assert len(token.split()) == 1


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (["add", "x y", "--role", "reader"], GOOD, "CP-USER-001"),
        (["add", "wu", "--role", "king"], GOOD, "CP-USER-002"),
        (["add", "wu", "--role", "reader"], "short\n", "CP-USER-003"),
        (["add", "wu", "--role", "reader"], "", "CP-USER-007"),
        (["add", "li", "--role", "reader"], GOOD, "CP-USER-005"),
        (["remove", "wu"], "", "CP-USER-004"),
        (["set-role", "li", "king"], "", "CP-USER-002"),
        (["set-password", "wu"], GOOD, "CP-USER-004"),
        (["set-password", "li"], "\n", "CP-USER-007"),
        (["token", "li", "--days", "0"], "", "CP-USER-006"),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(
    send: Send, capsys: Capture, arguments: list[str], given: str, code: str
) -> None:
    send("add", "li", "--role", "reader", given=GOOD)
    capsys.readouterr()

    assert send(*arguments, given=given) == 2
    assert capsys.readouterr().err.startswith(code)


def test_a_password_is_no_argument(send: Send, capsys: Capture) -> None:
    assert send("add", "li", "--role", "reader", "--password", GOOD, given="") == 2
    assert send("add", "li", GOOD, "--role", "reader", given="") == 2
    assert GOOD not in capsys.readouterr().out


def test_at_a_terminal_the_password_is_typed_twice_unseen(
    send: Send, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[dict[str, object]] = []

    def prompt(_text: str, **options: object) -> str:
        asked.append(options)
        return GOOD

    del send  # only its store is wanted
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("typer.prompt", prompt)

    assert run(["users", "add", "li", "--role", "reader"]) == 0
    assert asked[0]["hide_input"] is True
    assert asked[0]["confirmation_prompt"] is True
    assert GOOD not in capsys.readouterr().out
