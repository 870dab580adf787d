"""One server with accounts for tests that only look, and a fresh one for those that change it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.access.helpers import Server, server


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("access-home")) as found:
        yield found


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    with server(tmp_path) as found:
        yield found
