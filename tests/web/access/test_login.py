"""Coming in, staying and leaving: cookies, marks of forms, expiry, limits."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from cellprint.web.access.visitor import TRIES_OF_ACCOUNT, TRIES_OF_ADDRESS
from tests.app.accounts.helpers import GOOD, OTHER
from tests.web.access.helpers import BEFORE, SESSION, Server, code, log_in, mark, server

HOUR = timedelta(hours=1)


def test_the_way_leads_over_the_form_to_the_page_that_was_wanted(fresh: Server) -> None:
    client = fresh.client()

    sent_away = client.get("/zh/catalogue?search=锂")
    answer = log_in(client, "reader", wanted="/zh/catalogue?search=%E9%94%82", lang="zh")
    page = client.get(answer.headers["location"])

    assert sent_away.headers["location"].startswith("/zh/login?next=%2Fzh%2Fcatalogue%3Fsearch")
    assert page.status_code == 200
    assert 'href="/zh/account">reader<' in page.text


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "https://evil.example/en/",
        "//evil.example/en/",
        "/\\evil.example",
        "/en/\\evil",
        "/api/v1/studies",
        "javascript:alert(1)",
        "/en/a\nSet-Cookie: x",
    ],
)
def test_the_log_in_leads_to_no_other_site(shared: Server, wanted: str) -> None:
    answer = log_in(shared.client(), "reader", wanted=wanted)

    assert answer.headers["location"] == "/en/"
    assert set(answer.cookies) == {SESSION}


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(fresh: Server) -> None:
    answer = log_in(fresh.client(), "reader")

    session = next(line for line in answer.headers.get_list("set-cookie") if SESSION + "=" in line)
    parts = {part.strip().lower() for part in session.split(";")[1:]}
    assert parts == {"httponly", "path=/", "samesite=strict", "secure"}


def test_on_this_machine_without_tls_the_cookie_is_plain_but_as_closed(tmp_path: Path) -> None:
    with server(tmp_path, secure=False) as found:
        answer = log_in(found.client(), "reader")

    session = next(line for line in answer.headers.get_list("set-cookie") if "cellprint=" in line)
    parts = {part.strip().lower() for part in session.split(";")[1:]}
    assert session.startswith("cellprint=")
    assert parts == {"httponly", "path=/", "samesite=strict"}


def test_a_session_that_somebody_else_chose_is_not_taken_over(fresh: Server) -> None:
    client = fresh.client()
    client.cookies.set(SESSION, "chosen-by-somebody-else", domain="127.0.0.1", path="/")

    answer = log_in(client, "reader")

    assert answer.cookies[SESSION] != "chosen-by-somebody-else"
    stranger = fresh.client()
    stranger.cookies.set(SESSION, "chosen-by-somebody-else")
    assert stranger.get("/en/account").status_code == 303


def test_each_log_in_makes_another_session(fresh: Server) -> None:
    first, second = fresh.inside("reader"), fresh.inside("reader")

    assert first.cookies[SESSION] != second.cookies[SESSION]
    assert BEFORE not in first.cookies


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    fresh: Server, caplog: pytest.LogCaptureFixture
) -> None:
    client = fresh.client()
    with caplog.at_level(logging.WARNING, "cellprint"):
        wrong = log_in(client, "reader", OTHER)
        unknown = log_in(client, "nobody", OTHER)

    assert (wrong.status_code, code(wrong)) == (401, "CP-WEB-103")
    assert wrong.text.replace('value="reader"', 'value="nobody"') == unknown.text
    assert SESSION not in client.cookies
    assert "'reader'" in caplog.text
    assert OTHER not in caplog.text + wrong.text


def test_a_form_keeps_the_name_and_names_what_is_wrong_in_chinese(fresh: Server) -> None:
    answer = log_in(fresh.client(), "<b>li", OTHER, lang="zh")

    assert 'value="&lt;b&gt;li"' in answer.text
    assert "用户名或密码错误" in answer.text


def test_an_account_is_tried_so_often_and_then_has_to_wait(fresh: Server) -> None:
    client = fresh.client()
    for _ in range(TRIES_OF_ACCOUNT):
        assert log_in(client, "reader", OTHER).status_code == 401

    refused = log_in(client, "reader", GOOD)
    other = log_in(fresh.client(), "editor", GOOD)
    fresh.clock.move(timedelta(minutes=15))

    assert (refused.status_code, code(refused)) == (429, "CP-WEB-104")
    assert refused.headers["retry-after"] == "900"
    assert other.status_code == 303
    assert log_in(client, "reader", GOOD).status_code == 303


def test_an_address_tries_so_many_accounts_and_then_has_to_wait(fresh: Server) -> None:
    client = fresh.client()
    for number in range(TRIES_OF_ADDRESS):
        assert log_in(client, f"user{number}", OTHER).status_code == 401

    assert log_in(client, "reader", GOOD).status_code == 429


def test_good_log_ins_use_nothing_up(fresh: Server) -> None:
    client = fresh.client()

    codes = {log_in(fresh.client(), "reader").status_code for _ in range(TRIES_OF_ADDRESS + 5)}

    assert codes == {303}
    assert log_in(client, "reader", OTHER).status_code == 401


def test_a_form_without_the_mark_is_refused(fresh: Server, lfp: bytes) -> None:
    client, other = fresh.inside("editor"), fresh.inside("editor")
    stolen = mark(other.get("/en/").text)

    for data in ({}, {"form_mark": ""}, {"form_mark": "0" * 64}, {"form_mark": stolen}):
        for address in ("/en/logout", "/en/account/password", "/zh/studies", "/api/v1/studies"):
            answer = client.post(address, data=data, files={"file": ("s.yaml", lfp)})
            assert (answer.status_code, code(answer)) == (403, "CP-WEB-105"), address
    assert client.get("/en/account").status_code == 200


def test_a_log_in_without_the_mark_is_refused(fresh: Server) -> None:
    form = {"name": "reader", "password": GOOD}

    bare = fresh.client().post("/en/login", data=form)
    client = fresh.client()
    stolen = mark(fresh.client().get("/en/login").text)
    client.get("/en/login")
    foreign = client.post("/en/login", data={**form, "form_mark": stolen})

    assert (bare.status_code, code(bare)) == (403, "CP-WEB-105")
    assert (foreign.status_code, code(foreign)) == (403, "CP-WEB-105")


def test_a_form_with_the_mark_passes_and_so_does_a_header(fresh: Server, lfp: bytes) -> None:
    client = fresh.inside("editor")
    found = mark(client.get("/en/").text)

    form = client.post("/en/studies", data={"form_mark": found}, files={"file": ("s.yaml", lfp)})
    api = client.post(
        "/api/v1/compute", headers={"X-Form-Mark": found}, files={"file": ("s.yaml", lfp)}
    )

    assert form.status_code == 303
    assert api.status_code == 200


def test_a_page_of_another_site_or_without_tls_cannot_send_a_form(fresh: Server) -> None:
    client = fresh.inside("editor")
    data = {"form_mark": mark(client.get("/en/").text)}

    for origin in ("https://evil.example", "http://127.0.0.1:8000", "null"):
        answer = client.post("/en/logout", data=data, headers={"origin": origin})
        assert (answer.status_code, code(answer)) == (403, "CP-WEB-004")
    assert client.post(
        "/en/logout", data=data, headers={"origin": str(client.base_url)}
    ).is_redirect


def test_only_forms_that_change_something_carry_the_mark(fresh: Server) -> None:
    page = fresh.inside("editor").get("/en/").text

    assert page.count('method="post"') == 2
    assert page.count('name="form_mark"') == 2
    catalogue = fresh.inside("editor").get("/en/catalogue").text
    assert catalogue.count("<form") == 2
    assert catalogue.count('name="form_mark"') == 1


def test_who_may_not_upload_is_shown_no_form_for_it(fresh: Server) -> None:
    assert 'type="file"' in fresh.inside("editor").get("/en/").text
    assert 'type="file"' not in fresh.inside("reader").get("/en/").text


def test_navigation_and_forms_are_those_that_the_role_may_use(fresh: Server) -> None:
    shown = {}
    for name in ("reader", "editor", "verifier"):
        client = fresh.inside(name)
        page = client.get("/en/obligations").text
        journal = client.get("/en/journal").text
        declaration = client.get("/en/studies/lfp-ctp-yibin/declaration").text
        shown[name] = (
            'href="/en/verify"' in page,
            'id="h-check"' in journal,
            'action="/en/studies/lfp-ctp-yibin/declaration' in declaration,
        )

    assert shown == {
        "reader": (False, False, False),
        "verifier": (True, True, False),
        "editor": (True, True, True),
    }


def test_a_page_is_never_kept_for_the_next_visitor(fresh: Server) -> None:
    first = fresh.inside("reader")
    page = first.get("/en/catalogue")
    again = first.get("/en/catalogue", headers={"if-none-match": page.headers["etag"]})
    other = fresh.inside("editor").get("/en/catalogue")

    assert page.headers["cache-control"] == "no-store"
    assert again.status_code == 304
    assert mark(page.text) not in other.text
    assert "reader" not in other.text
    static = first.get(page.text.partition('stylesheet" href="')[2].partition('"')[0])
    assert "immutable" in static.headers["cache-control"]


def test_a_log_out_ends_the_session_for_whoever_has_the_cookie(fresh: Server) -> None:
    client = fresh.inside("reader")
    secret = client.cookies[SESSION]

    answer = client.post("/zh/logout", data={"form_mark": mark(client.get("/zh/").text)})

    assert answer.headers["location"] == "/zh/login?left=yes"
    assert SESSION not in client.cookies
    assert "您已退出登录" in client.get(answer.headers["location"]).text
    thief = fresh.client()
    thief.cookies.set(SESSION, secret)
    assert thief.get("/en/account").status_code == 303


@pytest.mark.parametrize(("steps", "alive"), [([1.9], True), ([2.0], False), ([1.5] * 8, False)])
def test_a_session_ends_when_idle_or_old(fresh: Server, steps: list[float], alive: bool) -> None:  # noqa: FBT001
    client = fresh.inside("reader")

    for hours in steps:
        fresh.clock.move(hours * HOUR)
        answer = client.get("/en/account")

    assert (answer.status_code == 200) is alive


def test_who_is_logged_in_is_led_on_from_the_log_in(fresh: Server) -> None:
    answer = fresh.inside("reader").get("/en/login?next=/en/compare")

    assert answer.headers["location"] == "/en/compare"


def change(
    fresh: Server, current: str, password: str, again: str, lang: str = "en"
) -> tuple[int, str]:
    """Send the form for another password; return status and code."""
    client = fresh.inside("reader")
    form = {"current": current, "password": password, "again": again}
    form["form_mark"] = mark(client.get("/en/account").text)
    answer = client.post(f"/{lang}/account/password", data=form)
    assert current not in answer.text or not current
    return answer.status_code, code(answer)


def test_another_password_is_taken_only_with_the_present_one(fresh: Server) -> None:
    assert change(fresh, OTHER, OTHER, OTHER) == (401, "CP-WEB-103")
    assert change(fresh, GOOD, OTHER, OTHER + "x", "zh") == (422, "CP-WEB-109")
    assert change(fresh, GOOD, "short", "short") == (422, "CP-USER-003")
    assert log_in(fresh.client(), "reader", GOOD).status_code == 303


def test_another_password_ends_the_other_sessions_and_renews_this_one(fresh: Server) -> None:
    other, client = fresh.inside("reader"), fresh.inside("reader")
    token = fresh.register.new_token("reader")
    before = client.cookies[SESSION]
    form = {"current": GOOD, "password": OTHER, "again": OTHER}

    answer = client.post(
        "/en/account/password", data={**form, "form_mark": mark(client.get("/en/account").text)}
    )

    assert answer.headers["location"] == "/en/account?done=yes"
    assert client.cookies[SESSION] != before
    assert "was changed" in client.get("/en/account?done=yes").text
    assert other.get("/en/account").status_code == 303
    bearer = {"Authorization": f"Bearer {token}"}
    assert fresh.client().get("/api/v1/rule-books", headers=bearer).status_code == 401
    assert log_in(fresh.client(), "reader", GOOD).status_code == 401


def test_the_present_password_cannot_be_guessed_from_an_open_session(fresh: Server) -> None:
    for _ in range(TRIES_OF_ACCOUNT):
        client_status, _code = change_again(fresh)
        assert client_status == 401

    assert change_again(fresh) == (429, "CP-WEB-104")


def change_again(fresh: Server) -> tuple[int, str]:
    """Guess in the one session that is open all along."""
    client = fresh.client()
    client.cookies.set(SESSION, guessing(fresh))
    form = {"current": "guess", "password": OTHER, "again": OTHER}
    form["form_mark"] = mark(client.get("/en/account").text)
    answer = client.post("/en/account/password", data=form)
    return answer.status_code, code(answer)


def guessing(fresh: Server) -> str:
    """Return the secret of a session that was opened without the form."""
    secret = fresh.register.log_in("reader", GOOD)
    assert secret is not None
    return secret


def test_a_removed_or_changed_account_is_felt_at_the_next_request(fresh: Server) -> None:
    client = fresh.inside("editor")
    assert 'type="file"' in client.get("/en/").text

    fresh.register.set_role("editor", "reader")
    assert 'type="file"' not in client.get("/en/").text
    fresh.register.remove("editor")

    assert client.get("/en/").status_code == 303


def test_a_program_comes_in_with_its_token(fresh: Server, lfp: bytes) -> None:
    token = fresh.register.new_token("editor")
    client = fresh.client()
    client.headers["Authorization"] = f"Bearer {token}"

    kept = client.post("/api/v1/studies", files={"file": ("s.yaml", lfp)})
    page = client.get("/en/")

    assert kept.status_code == 201
    assert 'action="/en/logout"' not in page.text
    assert "form_mark" not in page.text


@pytest.mark.parametrize("given", ["Bearer wrong", "Bearer ", "Basic eDp5", "bearer", ""])
def test_a_wrong_token_opens_nothing(shared: Server, given: str) -> None:
    answer = shared.client().get("/api/v1/studies", headers={"Authorization": given})

    assert (answer.status_code, code(answer)) == (401, "CP-WEB-101")


def test_a_wrong_token_is_not_made_good_by_a_cookie(shared: Server) -> None:
    client = shared.inside("reader")

    answer = client.get("/api/v1/studies", headers={"Authorization": "Bearer wrong"})

    assert answer.status_code == 401


@pytest.mark.parametrize("address", ["/en/login", "/en/account", "/en/", "/api/v1/studies"])
def test_every_answer_carries_the_security_headers(shared: Server, address: str) -> None:
    for client in (shared.client(), shared.inside("reader")):
        headers = client.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "form-action 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_a_body_is_not_read_before_somebody_has_come_in(shared: Server) -> None:
    answer = shared.client().post(
        "/api/v1/studies", content=b"not a form", headers={"content-type": "multipart/form-data"}
    )

    assert (answer.status_code, code(answer)) == (401, "CP-WEB-101")
