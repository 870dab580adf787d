"""Several people at once on one server: nothing fails, nothing that somebody kept is lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.app.accounts.helpers import GOOD
from tests.web.access.helpers import listening, mark, server

PEOPLE = 8
STUDY = """cellprint: study/1
id: {id}
based_on: ../lfp-ctp-yibin/study.yaml
name: {{en: of {person}, zh: 第{person}人}}
"""


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


def test_eight_people_at_once_lose_nothing(tmp_path: Path) -> None:
    with server(tmp_path, secure=False) as found, listening(found) as home:
        with ThreadPoolExecutor(PEOPLE) as pool:
            codes = list(pool.map(lambda person: work(home, person), range(PEOPLE)))
        token = {"Authorization": f"Bearer {found.register.new_token('reader')}"}
        with httpx.Client(base_url=home, headers=token, timeout=60, trust_env=False) as client:
            listed = client.get("/api/v1/studies").json()
            last = client.get("/api/v1/studies/shared").text

    versions = {study["ref"]: study["version"] for study in listed if study["own"]}
    assert codes == [[200, 303, 200, 303, 200, 201, 200, 200, 303]] * PEOPLE
    assert versions == {f"own-{person}": 1 for person in range(PEOPLE)} | {"shared": PEOPLE}
    assert re.search(r"第[0-7]人", last)
