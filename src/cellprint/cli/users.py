"""Verbs of accounts: add, list, remove, set-role, set-password, token."""

from __future__ import annotations

from typing import Annotated

import typer

from cellprint.cli.context import language_of, print_json

app = typer.Typer(
    name="users",
    help="Accounts of the people who share this server: reader, editor or verifier.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

NAME = typer.Argument(help="Name of the account.")
ROLE_HELP = "reader (see), verifier (see, verify) or editor (see, verify, upload, compute, sign)."
JSON = typer.Option("--json", help="Print JSON.")


@app.command("add")
def add(
    ctx: typer.Context,
    name: Annotated[str, NAME],
    *,
    role: Annotated[str, typer.Option("--role", help=ROLE_HELP)],
) -> None:
    """Make an account; the password is asked for, or read from standard input.

    Example: cellprint users add li.ming --role editor
    """
    from cellprint.app.accounts.register import checked_name, open_register  # noqa: PLC0415
    from cellprint.app.accounts.roles import role_of  # noqa: PLC0415
    from cellprint.cli.secrets import new_password  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    _ = translator(language_of(ctx), "cli")
    checked_name(name)  # both before somebody types a password twice
    role_of(role)
    with open_register() as register:
        first = not register.accounts()
        account = register.add(name, role=role, password=new_password())
    typer.echo(_("{name} may come in as {role}.").format(name=account.name, role=account.role))
    if first:
        typer.echo(_("From its next start on, the server asks everybody to log in."))


@app.command("list")
def list_(ctx: typer.Context, *, json: Annotated[bool, JSON] = False) -> None:
    """List the accounts with role, open sessions and token.

    Example: cellprint users list
    """
    from cellprint.app.accounts.register import open_register  # noqa: PLC0415
    from cellprint.cli.users_table import print_accounts  # noqa: PLC0415

    with open_register() as register:
        accounts = register.accounts()
    if json:
        print_json([account.to_json() for account in accounts])
        return
    print_accounts(accounts, language_of(ctx))


@app.command("remove")
def remove(ctx: typer.Context, name: Annotated[str, NAME]) -> None:
    """Remove an account; its sessions and its token end at once.

    Example: cellprint users remove li.ming
    """
    from cellprint.app.accounts.register import open_register, plain_name  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    with open_register() as register:
        register.remove(name)
    _ = translator(language_of(ctx), "cli")
    typer.echo(_("{name} has no account any more.").format(name=plain_name(name)))


@app.command("set-role")
def set_role(
    ctx: typer.Context,
    name: Annotated[str, NAME],
    role: Annotated[str, typer.Argument(help=ROLE_HELP)],
) -> None:
    """Give an account another role, from its next request on.

    Example: cellprint users set-role li.ming verifier
    """
    from cellprint.app.accounts.register import open_register  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    with open_register() as register:
        register.set_role(name, role)
        account = register.account(name)
    _ = translator(language_of(ctx), "cli")
    typer.echo(_("{name} may come in as {role}.").format(name=account.name, role=account.role))


@app.command("set-password")
def set_password(ctx: typer.Context, name: Annotated[str, NAME]) -> None:
    """Give an account another password; its sessions and its token end at once.

    The password is asked for, or read from standard input.

    Example: cellprint users set-password li.ming
    """
    from cellprint.app.accounts.register import open_register  # noqa: PLC0415
    from cellprint.cli.secrets import new_password  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    with open_register() as register:
        account = register.account(name)  # before somebody types a password twice
        register.set_password(account.name, new_password())
    _ = translator(language_of(ctx), "cli")
    typer.echo(
        _("{name} has a new password; sessions and token have ended.").format(name=account.name)
    )


@app.command("token")
def token(
    ctx: typer.Context,
    name: Annotated[str, NAME],
    *,
    days: Annotated[int, typer.Option("--days", help="How long it is valid, 1 to 366.")] = 90,
    revoke: Annotated[bool, typer.Option("--revoke", help="End the token instead.")] = False,
) -> None:
    """Print a new token for programs, shown this once; the one before it ends.

    Example: cellprint users token li.ming --days 30
    """
    from cellprint.app.accounts.register import open_register  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    _ = translator(language_of(ctx), "cli")
    with open_register() as register:
        if not revoke:
            typer.echo(register.new_token(name, days=days))
            return
        ended = register.end_token(name)
    typer.echo(_("The token has ended.") if ended else _("There was no token."))
