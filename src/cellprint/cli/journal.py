"""Verbs of the journal: verify, show, checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import language_of, print_json

app = typer.Typer(
    name="journal",
    help="The journal: a log of every document that shows each later change.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

JSON = typer.Option("--json", help="Print JSON.")


@app.command("verify")
def verify(
    ctx: typer.Context,
    *,
    witness: Annotated[
        list[Path] | None, typer.Option("--witness", help="Checkpoint that somebody else kept.")
    ] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Check that documents and journal are whole.

    Example: cellprint journal verify --witness checkpoint-of-march.txt
    """
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.declaration.journal import verify_log  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_log_findings  # noqa: PLC0415

    with open_house() as house:
        findings = verify_log(house, witnessed=witness or ())
    if json:
        print_json([finding.to_json() for finding in findings])
    else:
        print_log_findings(findings, language_of(ctx))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


@app.command("show")
def show(ctx: typer.Context, *, json: Annotated[bool, JSON] = False) -> None:
    """List the entries of the journal.

    Example: cellprint journal show --json
    """
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.declaration.journal import log_rows  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_log  # noqa: PLC0415

    with open_house() as house:
        rows = log_rows(house)
    if json:
        print_json(rows)
        return
    print_log(rows, language_of(ctx))


@app.command("checkpoint")
def checkpoint(
    *,
    key: Annotated[str, typer.Option("--key", help="Signing key; the newest if absent.")] = "",
    out: Annotated[Path, typer.Option("--out", help="File to write; - for output.")] = Path("-"),
    at: Annotated[str, typer.Option("--at", help="Day or time (ISO 8601, UTC).")] = "",
) -> None:
    """Sign the head of the journal; give it to somebody else to keep.

    Example: cellprint journal checkpoint --out checkpoint.txt
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.declaration.journal import sign_head  # noqa: PLC0415
    from cellprint.cli.files_out import write_out  # noqa: PLC0415
    from cellprint.cli.secrets import passphrase  # noqa: PLC0415

    with open_house() as house:
        note = sign_head(house, key=key, passphrase=passphrase(), at=moment(at))
    write_out(out, note.encode("utf-8"))
