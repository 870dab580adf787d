"""One application for the tests of a worker, on a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from cellprint.web.application import create_app

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
