"""One declaration for all tests of a worker; nothing may change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.declaration.world import EXAMPLE, Desk, declared, organisation


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return an organisation that has declared once; to be copied before it is changed."""
    return organisation(tmp_path_factory.mktemp("maker") / "home", "Example Battery")


@pytest.fixture(scope="session")
def files(maker: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the maker's declaration; to be copied before it is changed."""
    return declared(maker, EXAMPLE, tmp_path_factory.mktemp("declared"))


@pytest.fixture
def stranger(tmp_path: Path) -> Desk:
    """Return somebody who knows nobody and has no key."""
    return Desk(home=tmp_path / "stranger")
