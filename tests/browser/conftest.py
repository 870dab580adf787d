"""A browser for pages that are files: a request that leaves the file is recorded and refused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

# A page is drawn at its first visit, and machines that run tests are busy [ms].
PATIENCE = 90_000
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Visit:
    """An open page and what went on while it was opened."""

    page: Page
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """Opens files the way a reader would."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        path: Path,
        *,
        width: int = 1040,
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> Visit:
        """Open `path`; `scripts=False` is a browser with JavaScript off."""
        return self.visit(path.as_uri(), "file:", width=width, scheme=scheme, scripts=scripts)

    def visit(
        self,
        address: str,
        home: str,
        *,
        width: int = 1040,
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> Visit:
        """Open an address; only requests that start with `home` are let through."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        visit = Visit(page=context.new_page())

        def guard(route: Route) -> None:
            if route.request.url.startswith((home, "data:")):
                route.continue_()
            else:
                visit.outside.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        visit.page.on("console", lambda message: visit.complaints.append(message.text))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.goto(address)
        return visit

    def close(self) -> None:
        """Close every page."""
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, or skip: the tests need the Chromium of the system."""
    executable = os.environ.get("CELLPRINT_CHROMIUM") or shutil.which("chromium")
    if not executable:
        pytest.skip("no Chromium: install it, or name it in CELLPRINT_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def reader(browser: Browser) -> Iterator[Reader]:
    """Return what opens pages, and close them afterwards."""
    opened = Reader(browser)
    yield opened
    opened.close()
