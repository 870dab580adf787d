"""One application for the tests of a worker, on a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from cellprint.web.application import create_app
from cellprint.web.declared import FILES
from tests.web.declaring import KEY, SECRET, STUDY, multipart

EXAMPLES = Path(__file__).parents[2] / "examples"
BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    return create_app(tmp_path_factory.mktemp("web-home"))


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with TestClient(app, base_url=BASE) as found:
        yield found


@pytest.fixture(scope="session")
def lfp() -> bytes:
    """Return the study file of one example."""
    return (EXAMPLES / "lfp-ctp-yibin" / "study.yaml").read_bytes()


@pytest.fixture(autouse=True)
def _no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CELLPRINT_PASSPHRASE", raising=False)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("declaring")


@pytest.fixture(scope="session")
def desk(folder: Path) -> Iterator[httpx.Client]:
    """Return a client of an application whose store has no key yet."""
    with TestClient(create_app(folder), base_url=BASE, follow_redirects=False) as found:
        yield found


@pytest.fixture(scope="session")
def signed(desk: httpx.Client) -> str:
    """Return the digest of a declaration that was signed through the page."""
    assert desk.post(f"{STUDY}/key", files=multipart(KEY)).status_code == 303
    answer = desk.post(STUDY, files=multipart({"passphrase": SECRET}))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


@pytest.fixture
def files(desk: httpx.Client, signed: str) -> dict[str, bytes]:
    """Return the files of the declaration, as a reader downloads them."""
    return {name: desk.get(f"/en/declarations/{signed}/{name}").content for name in FILES}
