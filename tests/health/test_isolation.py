"""The tests themselves stay on this machine and out of the user's folders."""

from __future__ import annotations

import os
import socket

import pytest

from tests.conftest import is_local

# from the block that RFC 5737 keeps for documentation: nobody's address
NOBODY = ("192.0.2.1", 9)


def test_a_connection_to_the_outside_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(pytest.fail.Exception, match=NOBODY[0]):
        outside.connect(NOBODY)


def test_a_connection_on_this_machine_is_allowed() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()

        client.connect(server.getsockname())

        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (("127.0.0.1", 80), True),
        (("::1", 80, 0, 0), True),
        (("localhost", 80), True),
        ("a/socket", True),
        (("10.0.0.1", 80), False),
        (("example.org", 80), False),
    ],
)
def test_local_addresses_are_told_from_others(address: object, expected: bool) -> None:  # noqa: FBT001
    assert is_local(address) is expected


def test_the_user_s_folder_is_not_used() -> None:
    assert os.environ["CELLPRINT_HOME"].endswith("cellprint-home")
