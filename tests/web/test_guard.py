"""What never reaches the application, and what every answer carries."""

from __future__ import annotations

import httpx
import pytest

from cellprint.web.guard import MAX_BODY


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example:8000", 400),
        ("[::1", 400),
        ("", 400),
    ],
)
def test_only_names_of_this_machine_are_answered(
    client: httpx.Client, host: str, status: int
) -> None:
    answer = client.get("/api/v1/rule-books", headers={"host": host})

    assert answer.status_code == status
    if status == 400:
        assert answer.json()["findings"][0]["code"] == "CP-WEB-002"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8000"},
    ],
)
def test_a_form_of_another_site_is_refused(
    client: httpx.Client, lfp: bytes, headers: dict[str, str]
) -> None:
    answer = client.post("/en/studies", files={"file": ("s.yaml", lfp)}, headers=headers)

    assert answer.status_code == 403
    assert answer.json()["findings"][0]["code"] == "CP-WEB-004"


def test_a_form_of_this_application_passes(client: httpx.Client) -> None:
    headers = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}

    answer = client.post("/en/studies", files={"file": ("s.yaml", b"")}, headers=headers)

    assert answer.status_code == 422


@pytest.mark.parametrize("size", [str(MAX_BODY + 1), "-1", "many"])
def test_a_body_is_bounded(client: httpx.Client, size: str) -> None:
    answer = client.post("/api/v1/compute", content=b"x", headers={"content-length": size})

    assert answer.status_code == 413
    assert answer.json()["findings"][0]["code"] == "CP-WEB-005"


def test_a_body_of_unknown_size_is_refused(client: httpx.Client) -> None:
    answer = client.post("/api/v1/compute", content=iter([b"x"]))

    assert answer.status_code == 413


@pytest.mark.parametrize("address", ["/en/", "/openapi.json", "/en/nowhere", "/static/none.css"])
def test_every_answer_carries_the_headers(client: httpx.Client, address: str) -> None:
    headers = client.get(address).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_a_refusal_carries_the_headers_too(client: httpx.Client) -> None:
    answer = client.get("/en/", headers={"host": "evil.example"})

    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    ("charset", "status"),
    [
        ("", 422),
        ("; charset=utf-8", 422),
        ('; CHARSET = "UTF-8"', 422),
        ("; charset=unicode_escape", 415),
        ("; charset=utf-8-sig", 415),
        ("; charset*=utf-8''unicode_escape", 415),
        ("; charset", 415),
    ],
)
def test_a_form_in_an_encoding_of_half_letters_is_refused(
    client: httpx.Client, charset: str, status: int
) -> None:
    part = 'Content-Disposition: form-data; name="file"; filename="\\ud800.yaml"'
    body = f"--b\r\n{part}\r\n\r\nx: 1\r\n--b--\r\n".encode()
    kind = f"multipart/form-data; boundary=b{charset}"

    answer = client.post("/en/studies", content=body, headers={"content-type": kind})

    assert answer.status_code == status
    assert ("CP-WEB-006" in answer.text) is (status == 415)
