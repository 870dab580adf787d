"""Log-in and account in a real browser: whole at every width, by keyboard, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from cellprint.i18n import Lang
from tests.app.accounts.helpers import GOOD
from tests.browser.test_report import OVERLAPS, TOO_WIDE, serious
from tests.browser.test_web import LANGS, SMALL, SPILLED, WIDTHS, kept
from tests.web.access.helpers import listening, server

if TYPE_CHECKING:
    from tests.browser.conftest import Reader, Visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a running server with accounts."""
    folder = tmp_path_factory.mktemp("shared-server")
    with server(folder, secure=False) as found, listening(found) as address:
        yield address


def readable(visit: Visit, name: str) -> dict[int, list[object]]:
    """Return what is wrong with a page at each width."""
    visit.page.wait_for_load_state()  # a text can be there before its style
    found = {}
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        faults = [visit.page.evaluate(test) for test in (SPILLED, OVERLAPS, SMALL)]
        found[width] = [fault for fault in faults if fault]
        if visit.page.evaluate(TOO_WIDE) > 0:
            found[width].append("too wide")
        kept(visit, f"{name}.{width}")
    return found


def enter(visit: Visit, password: str = GOOD) -> None:
    """Fill in the form by keyboard."""
    visit.page.locator("#name").focus()
    visit.page.keyboard.press("Control+A")
    visit.page.keyboard.type("verifier")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.type(password)
    visit.page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_way_in_and_out_is_whole_and_readable(
    reader: Reader, home: str, lang: Lang, *, scripts: bool
) -> None:
    visit = reader.visit(
        f"{home}/{lang}/obligations", home, scripts=scripts, scheme="dark" if scripts else "light"
    )
    nothing: dict[int, list[object]] = {width: [] for width in WIDTHS}

    assert readable(visit, f"login.{lang}") == nothing
    enter(visit, "wrong")
    visit.page.get_by_role("alert").wait_for()
    assert readable(visit, f"login-refused.{lang}") == nothing
    enter(visit)
    visit.page.wait_for_url(f"{home}/{lang}/obligations")
    visit.page.locator(".corner a").click()
    visit.page.wait_for_url(f"{home}/{lang}/account")
    assert readable(visit, f"account.{lang}") == nothing
    visit.page.locator(".corner button").click()
    visit.page.wait_for_url(f"{home}/{lang}/login?left=yes")

    assert visit.outside == []
    assert [line for line in visit.complaints if "401" not in line] == []


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_serious(reader: Reader, home: str, lang: Lang) -> None:
    visit = reader.visit(f"{home}/{lang}/obligations", home)

    assert serious(visit) == []
    enter(visit, "wrong")
    visit.page.get_by_role("alert").wait_for()
    assert serious(visit) == []
    enter(visit)
    visit.page.wait_for_url(f"{home}/{lang}/obligations")
    visit.page.goto(f"{home}/{lang}/account")
    assert serious(visit) == []
