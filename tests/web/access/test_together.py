"""Several people at once on one server: nothing fails, nothing that somebody kept is lost."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import httpx
import pytest
import uvicorn

from tests.app.accounts.helpers import GOOD
from tests.web.access.helpers import Server, mark, server

PEOPLE = 8
STUDY = """cellprint: study/1
id: {id}
based_on: ../lfp-ctp-yibin/study.yaml
name: {{en: of {person}, zh: 第{person}人}}
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """Yield a server that listens, with its address."""
    with server(tmp_path, secure=False) as found, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        program = uvicorn.Server(uvicorn.Config(found.app, log_level="error"))
        thread = Thread(target=program.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield found, f"http://127.0.0.1:{listening.getsockname()[1]}"
        program.should_exit = True
        thread.join(timeout=60)


def work(home: str, person: int) -> list[int]:
    """Log in, keep a study of one's own and one that all change, read; return the status codes."""
    codes: list[int] = []
    with httpx.Client(base_url=home, timeout=300, trust_env=False) as client:

        def ask(method: str, path: str, **options: object) -> str:
            answer = client.request(method, path, **options)  # type: ignore[arg-type]
            codes.append(answer.status_code)
            return answer.text

        form = {"name": "editor", "password": GOOD, "form_mark": mark(ask("GET", "/en/login"))}
        ask("POST", "/en/login", data=form)
        found = mark(ask("GET", "/en/catalogue"))
        own = STUDY.format(id=f"own-{person}", person=person).encode()
        shared = STUDY.format(id="shared", person=person).encode()
        ask("POST", "/zh/studies", data={"form_mark": found}, files={"file": ("s.yaml", own)})
        assert f"第{person}人" in ask("GET", f"/api/v1/studies/own-{person}")
        ask(
            "POST",
            "/api/v1/studies",
            headers={"X-Form-Mark": found},
            files={"file": ("s.yaml", shared)},
        )
        ask("GET", "/en/")
        ask("GET", f"/api/v1/studies/own-{person}/footprint")
        ask("POST", "/en/logout", data={"form_mark": found})
    return codes


def test_eight_people_at_once_lose_nothing(running: tuple[Server, str]) -> None:
    found, home = running

    with ThreadPoolExecutor(PEOPLE) as pool:
        codes = list(pool.map(lambda person: work(home, person), range(PEOPLE)))

    token = {"Authorization": f"Bearer {found.register.new_token('reader')}"}
    listed = httpx.get(f"{home}/api/v1/studies", headers=token, timeout=60, trust_env=False)
    versions = {study["ref"]: study["version"] for study in listed.json() if study["own"]}
    assert codes == [[200, 303, 200, 303, 200, 201, 200, 200, 303]] * PEOPLE
    assert versions == {f"own-{person}": 1 for person in range(PEOPLE)} | {"shared": PEOPLE}
    last = httpx.get(f"{home}/api/v1/studies/shared", headers=token, timeout=60, trust_env=False)
    assert re.search(r"第[0-7]人", last.text)
