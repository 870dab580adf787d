"""The list of accounts as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table

from cellprint.app.accounts.register import Account
from cellprint.i18n import Lang, translator


def print_accounts(accounts: Sequence[Account], lang: Lang) -> None:
    """Print one line for each account."""
    _ = translator(lang, "cli")
    if not accounts:
        print(_("There are no accounts; `cellprint serve` answers this machine only."))  # noqa: T201  (standard output)
        return
    table = Table()
    for head in (
        _("User name"),
        _("Role"),
        _("Password set"),
        _("Open sessions"),
        _("Token until"),
    ):
        table.add_column(head, overflow="fold")
    for account in accounts:
        until = account.token_until
        table.add_row(
            account.name,
            account.role,
            _day(account.password_at),
            str(account.sessions),
            _day(until) if until else "–",
        )
    Console().print(table)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
