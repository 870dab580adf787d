"""Where the application may be bound."""

from __future__ import annotations

import socket

import pytest

from cellprint.cli.main import run
from cellprint.errors import BadInputError
from cellprint.web.serving import bound, is_loopback


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104  (what must be refused)
        ("::", False),
        ("192.0.2.1", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:  # noqa: FBT001
    assert is_loopback(host) is expected


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "", "example.org"])  # noqa: S104
def test_nothing_wider_than_this_machine_is_bound(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "--host", host, "--port", "0"]) == 2
    assert "CP-WEB-001" in capsys.readouterr().err


def test_a_free_port_is_taken() -> None:
    with bound("127.0.0.1", 0) as listening:
        assert listening.getsockname()[1] > 0


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(BadInputError) as caught:
        bound("127.0.0.1", port)

    assert caught.value.code == "CP-WEB-008"


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(BadInputError) as caught:
            bound("127.0.0.1", other.getsockname()[1])

    assert caught.value.code == "CP-WEB-008"
