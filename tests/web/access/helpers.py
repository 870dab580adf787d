"""A server with accounts: one for each role, a clock that is set by hand, quick hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from cellprint.app.accounts.register import Register
from cellprint.app.accounts.roles import Role
from cellprint.app.declaration.house import opened_database
from cellprint.web.access.visitor import Access
from cellprint.web.application import create_app
from cellprint.web.serving import bound
from tests.app.accounts.helpers import GOOD, Clock, quick

BASE = "https://127.0.0.1:8000"
SESSION = "__Host-cellprint"
BEFORE = "__Host-cellprint-before"


@dataclass(frozen=True)
class Server:
    """A server with accounts, and what tests turn on it."""

    app: FastAPI
    register: Register
    clock: Clock

    def client(self) -> httpx.Client:
        """Return a browser without cookies."""
        found: httpx.Client = TestClient(
            self.app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False
        )
        return found

    def inside(self, name: str = "editor") -> httpx.Client:
        """Return a browser in which somebody has logged in."""
        client = self.client()
        answer = log_in(client, name)
        assert answer.status_code == 303, answer.text
        return client


@contextmanager
def server(folder: Path, *, secure: bool = True) -> Iterator[Server]:
    """Yield a server with an account for each role, named after it."""
    clock = Clock()
    with opened_database(folder) as database:
        register = Register(database, clock=clock, passwords=quick())
        for role in Role:
            register.add(role.value, role=role.value, password=GOOD)
        app = create_app(folder, access=Access(register=register, secure=secure))
        yield Server(app=app, register=register, clock=clock)


@contextmanager
def listening(found: Server) -> Iterator[str]:
    """Yield the address at which a server can be reached by other programs of this machine."""
    program = uvicorn.Server(uvicorn.Config(found.app, log_level="error"))
    with bound("127.0.0.1", 0) as sock:
        thread = Thread(target=program.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        program.should_exit = True
        thread.join(timeout=60)


def mark(page: str) -> str:
    """Return the mark that the forms of a page carry, the same in all of them."""
    found: set[str] = set(re.findall(r'name="form_mark" value="([0-9a-f]{64})"', page))
    assert len(found) == 1, found
    return found.pop()


def log_in(
    client: httpx.Client, name: str, password: str = GOOD, *, wanted: str = "", lang: str = "en"
) -> httpx.Response:
    """Fill in the form of the log-in and send it."""
    page = client.get(f"/{lang}/login", params={"next": wanted}).text
    form = {"name": name, "password": password, "wanted": wanted, "form_mark": mark(page)}
    return client.post(f"/{lang}/login", data=form)


def code(answer: httpx.Response) -> str:
    """Return the first code of a refusal, be it a page or a problem document."""
    found = re.findall(r"CP-[A-Z]+-\d{3}", answer.text)
    return str(found[0]) if found else ""
