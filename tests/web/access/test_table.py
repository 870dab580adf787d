"""Every address has its row, and each role gets exactly what the table says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Route
from starlette.testclient import TestClient

from cellprint.app.accounts.roles import RIGHTS, Role
from cellprint.web.access.door import Door
from cellprint.web.access.forms import check_request
from cellprint.web.access.table import RIGHT_NAMES, ROLE_NAMES, TABLE, Address, refusal
from tests.web.access.helpers import Server, code

# What stands in the place of the names in a path.
KNOWN = {
    "lang": "en",
    "ref": "lfp-ctp-yibin",
    "chart": "stages",
    "name": "lithium_carbonate",
    "file": "app.css",
    "digest": "0" * 64,
    "position": "0",
}


def walked(routes: Any, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield method and path, with what answers, of every route that the framework serves."""
    for route in routes:
        if isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield f"{method} {prefix}{route.path}", route.endpoint
        else:
            inner = route.original_router.routes
            yield from walked(inner, prefix + route.include_context.prefix)


def filled(path: str) -> str:
    """Return an address that a pattern stands for."""
    return re.sub(r"\{(\w+)\}", lambda found: KNOWN[found[1]], path)


def test_the_list_of_addresses_is_what_the_framework_serves(shared: Server) -> None:
    served = dict(walked(shared.app.routes))

    listed = {address.row: address.endpoint for address in shared.app.state.addresses.all}

    assert len(listed) > 35
    assert listed == served


def test_every_address_has_a_row_and_every_row_an_address(shared: Server) -> None:
    assert {address.row for address in shared.app.state.addresses.all} == set(TABLE)


def test_every_role_and_right_has_its_name() -> None:
    assert set(ROLE_NAMES) == set(Role)
    assert set().union(*RIGHTS.values()) == set(RIGHT_NAMES)


@pytest.mark.parametrize("row", TABLE)
def test_a_row_answers_for_its_own_address(shared: Server, row: str) -> None:
    method, path = row.split(" ")

    found = shared.app.state.addresses.find(method, filled(path))

    assert found is not None
    assert found.row == row


@pytest.mark.parametrize("row", TABLE)
def test_each_role_gets_what_the_table_says(shared: Server, row: str) -> None:
    """The door is asked for every address and role; behind it stands what always says yes."""
    method, path = row.split(" ")

    async def inside(scope: Any, _receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    door = Door(inside, access=shared.app.state.access)

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        scope["app"] = shared.app
        await door(scope, receive, send)

    client = TestClient(behind, base_url="https://127.0.0.1", follow_redirects=False)
    page = method == "GET" and not path.startswith(("/api", "/openapi"))
    answers = {}
    for role in (None, *Role):
        token = f"Bearer {shared.register.new_token(role)}" if role else "Bearer wrong"
        answer = client.request(method, filled(path), headers={"Authorization": token})
        answers[role] = answer.status_code

    right = TABLE[row]
    expected = {role: 204 if right is None or right in RIGHTS[role] else 403 for role in Role} | {
        None: 204 if right is None else 303 if page else 401
    }
    assert answers == expected


@pytest.mark.parametrize("row", [row for row, right in TABLE.items() if right is not None])
def test_the_application_itself_refuses_who_is_not_logged_in(shared: Server, row: str) -> None:
    method, path = row.split(" ")

    answer = shared.client().request(method, filled(path))

    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/en/login?next=%2Fen%2F")
    else:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert code(answer) == "CP-WEB-101"


@pytest.mark.parametrize("role", [Role.READER, Role.VERIFIER])
def test_who_may_not_edit_is_told_so(shared: Server, lfp: bytes, role: Role) -> None:
    token = {"Authorization": f"Bearer {shared.register.new_token(role)}"}

    api = shared.client().post("/api/v1/studies", files={"file": ("s", lfp)}, headers=token)
    page = shared.client().post("/zh/studies", files={"file": ("s", lfp)}, headers=token)

    assert (api.status_code, code(api)) == (403, "CP-WEB-102")
    assert role.value in api.json()["findings"][0]["what"]
    assert (page.status_code, code(page)) == (403, "CP-WEB-102")
    assert ROLE_NAMES[role]["zh"] in page.text


def test_a_forgotten_address_is_refused_to_everybody() -> None:
    forgotten = Address(method="GET", path="/en/forgotten", endpoint=print)

    for role in (None, *Role):
        found = refusal(forgotten, role)
        assert found is not None
        assert (found[0], found[1].code) == (403, "CP-WEB-106")


def test_an_address_that_the_list_does_not_hold_is_refused(fresh: Server) -> None:
    router = APIRouter()
    router.add_api_route("/en/late", lambda: "reached")
    fresh.app.include_router(router)

    answer = fresh.inside("editor").get("/en/late")

    assert (answer.status_code, code(answer)) == (403, "CP-WEB-106")


def test_an_address_that_does_not_exist_is_told_inside_only(shared: Server) -> None:
    assert shared.client().get("/en/nowhere").status_code == 303
    assert shared.inside("reader").get("/en/nowhere").status_code == 404
    assert shared.inside("reader").post("/en/compare", data={}).status_code == 405


def test_a_head_request_is_a_reading_one(shared: Server) -> None:
    assert shared.client().head("/openapi.json").status_code == 401
    assert shared.inside("reader").head("/openapi.json").status_code == 200


def test_without_accounts_nothing_is_asked_for(app: FastAPI) -> None:
    client = TestClient(app, base_url="http://127.0.0.1:8000")

    assert client.get("/en/catalogue").status_code == 200
    assert client.get("/en/login").status_code == 404
    assert "security" not in client.get("/openapi.json").text
    assert "cache-control" not in client.get("/openapi.json").headers


def test_the_check_of_forms_stands_before_every_address(app: FastAPI) -> None:
    assert [item.dependency for item in app.router.dependencies] == [check_request]


def test_the_description_of_the_api_says_who_may_use_it(shared: Server) -> None:
    document = shared.inside("reader").get("/openapi.json").json()

    schemes = document["components"]["securitySchemes"]
    operation = document["paths"]["/api/v1/studies"]["post"]
    assert {scheme["type"] for scheme in schemes.values()} == {"http", "apiKey"}
    assert {name for item in operation["security"] for name in item} == set(schemes)
    assert set(operation["responses"]) >= {"201", "401", "403", "422"}
