"""The API prints the documents of the command line, and answers mistakes with codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from cellprint.cli.main import run
from tests.web.conftest import EXAMPLES

LFP = "lfp-ctp-yibin"
STUDY = f"/api/v1/studies/{LFP}"
FILE = str(EXAMPLES / LFP / "study.yaml")
FIFTY = ("--samples", "50")
WIND = "electricity.wind=0.5"
OTHER = str(EXAMPLES / "nmc811-xining" / "study.yaml")


@pytest.mark.parametrize(
    ("address", "arguments"),
    [
        (f"{STUDY}/footprint", ("compute", FILE)),
        (f"{STUDY}/footprint?rules=pact-3", ("compute", FILE, "--rules", "pact-3")),
        (f"{STUDY}/explain?branch=raw_materials", ("explain", FILE, "raw_materials")),
        (f"{STUDY}/uncertainty?samples=50&seed=7", ("uncertainty", FILE, *FIFTY, "--seed", "7")),
        (f"{STUDY}/sensitivity?samples=50", ("sensitivity", FILE, *FIFTY)),
        (f"{STUDY}/whatif?lever={WIND}", ("whatif", FILE, "--lever", WIND)),
        (f"{STUDY}/check", ("check", FILE)),
        (
            f"/api/v1/compare?study={LFP}&study=nmc811-xining&samples=50",
            ("compare", FILE, OTHER, *FIFTY),
        ),
        (
            f"/api/v1/compare?study={LFP}&rules=eu-cfb-ev-draft-2024&rules=jrc-cfb-ev-2023",
            ("compare", FILE, "--rules", "eu-cfb-ev-draft-2024,jrc-cfb-ev-2023"),
        ),
        ("/api/v1/products/nmc811?at=CN-QH", ("product", "nmc811", "--at", "CN-QH")),
        ("/api/v1/catalogue?search=碳酸锂", ("catalogue", "list", "碳酸锂")),
        ("/api/v1/catalogue/lithium_carbonate", ("catalogue", "show", "lithium_carbonate")),
        (
            "/api/v1/obligations?category=ev&date=2026-11-21",
            ("obligations", "--category", "ev", "--date", "2026-11-21"),
        ),
        ("/api/v1/schemas/study", ("schema",)),
    ],
)  # fmt: skip
def test_a_body_is_the_document_that_the_command_line_prints(
    client: httpx.Client,
    capsys: pytest.CaptureFixture[str],
    address: str,
    arguments: tuple[str, ...],
) -> None:
    json_flag = () if arguments == ("schema",) else ("--json",)
    run([*arguments, *json_flag])
    expected = json.loads(capsys.readouterr().out)

    answer = client.get(address)

    assert answer.status_code == 200
    assert answer.json() == expected


def test_a_study_is_computed_without_being_kept(client: httpx.Client, lfp: bytes) -> None:
    before = client.get("/api/v1/studies").json()

    answer = client.post("/api/v1/compute", files={"file": ("study.yaml", lfp)})

    assert answer.json()["study"]["id"] == LFP
    assert client.get("/api/v1/studies").json() == before


def test_a_kept_study_is_listed_computed_and_versioned(client: httpx.Client, lfp: bytes) -> None:
    own = lfp.replace(b"id: lfp-ctp-yibin", b"id: my-pack")
    changed = own.replace(b"capacity: 60 kWh", b"capacity: 62 kWh")

    first = client.post("/api/v1/studies", files={"file": ("mine.yaml", own)})
    again = client.post("/api/v1/studies", files={"file": ("mine.yaml", own)})
    second = client.post("/api/v1/studies", files={"file": ("mine.yaml", changed)})

    assert (first.status_code, first.json()["ref"]) == (201, "my-pack")
    assert [answer.json()["version"] for answer in (first, again, second)] == [1, 1, 2]
    battery = client.get("/api/v1/studies/my-pack/footprint").json()["battery"]
    assert battery["capacity_kwh"] == "62"
    assert "62 kWh" in client.get("/api/v1/studies/my-pack").text


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/studies/lfp-ctp", 404, "CP-WEB-003"),
        (f"{STUDY}/explain?branch=nowhere", 404, "CP-CLI-005"),
        (f"{STUDY}/footprint?rules=nix", 422, "CP-RULE-001"),
        (f"{STUDY}/uncertainty?samples=9999999", 422, "CP-WEB-006"),
        (f"{STUDY}/whatif?lever=electricity.wind", 422, "CP-WEB-006"),
        (f"{STUDY}/whatif?lever=electricity.wind=inf", 422, "CP-WEB-006"),
        ("/api/v1/compare?study=lfp-ctp-yibin", 422, "CP-UNC-006"),
        ("/api/v1/nowhere", 404, "CP-WEB-007"),
        ("/api/v1/obligations?category=ev&date=soon", 422, "CP-WEB-006"),
    ],
)
def test_a_mistake_is_answered_with_its_code(
    client: httpx.Client, address: str, status: int, code: str
) -> None:
    answer = client.get(address)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["findings"][0]["code"] == code
    assert set(answer.json()["findings"][0]) >= {"where", "what", "fix", "near"}


def test_an_empty_file_is_refused(client: httpx.Client) -> None:
    for address in ("/api/v1/compute", "/api/v1/studies"):
        answer = client.post(address, files={"file": ("study.yaml", b"")})

        assert (answer.status_code, answer.json()["findings"][0]["code"]) == (422, "CP-WEB-009")


def test_a_method_that_an_address_does_not_take(client: httpx.Client) -> None:
    answer = client.delete("/api/v1/studies", headers={"content-length": "0"})

    assert answer.status_code == 405
    assert answer.json()["findings"][0]["code"] == "CP-WEB-006"
    assert "GET" in answer.headers["allow"]


def test_findings_speak_the_language_of_the_reader(client: httpx.Client) -> None:
    answer = client.get(
        "/api/v1/studies/nix", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}
    )

    assert "没有名为" in answer.json()["title"]


def test_the_description_names_every_address(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert "/api/v1/studies/{ref}/footprint" in paths
    assert all(path.startswith("/api/v1/") for path in paths)


def test_every_branch_of_the_tree_can_be_explained(client: httpx.Client) -> None:
    document = client.get(f"{STUDY}/footprint").json()

    def walk(nodes: list[dict[str, Any]], above: str) -> list[str]:
        found = []
        for node in nodes:
            path = f"{above}/{node['id']}".strip("/")
            if node["kind"] != "rest":
                found.append(path)
            found += walk(node["children"], path)
        return found

    paths = [path for path in walk(document["contributions"], "") if "/rest" not in path]

    refused = [
        path
        for path in paths[::7]
        if client.get(f"{STUDY}/explain", params={"branch": path}).status_code != 200
    ]

    assert len(paths) > 50
    assert refused == []


def test_an_internal_error_is_coded_and_tells_nothing_else(
    app: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from starlette.testclient import TestClient  # noqa: PLC0415  (this test alone swallows errors)

    def broken(*_: object) -> None:
        message = f"secret {tmp_path}"
        raise RuntimeError(message)

    monkeypatch.setattr("cellprint.web.api.check_document", broken)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as quiet:
        answer = quiet.get(f"{STUDY}/check")

    assert answer.status_code == 500
    assert answer.json()["findings"][0]["code"] == "CP-CLI-001"
    assert "secret" not in answer.text


def test_every_part_of_an_address_comes_with_an_example_that_works(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    parts = {
        (path, one["name"]): one["schema"].get("examples", one.get("examples"))
        for path, methods in paths.items()
        for method in methods.values()
        for one in method.get("parameters", [])
        if one["in"] == "path"
    }

    assert [place for place, examples in parts.items() if not examples] == []
    for path in (
        "/api/v1/studies/{ref}/check",
        "/api/v1/products/{name}",
        "/api/v1/schemas/{name}",
    ):
        name = path.partition("{")[2].partition("}")[0]
        asked = path.replace("{" + name + "}", parts[path, name][0])
        assert client.get(asked).status_code == 200
