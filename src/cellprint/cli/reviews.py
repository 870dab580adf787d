"""Verbs of reviews: add, status."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import language_of, print_json

app = typer.Typer(
    name="review",
    help="Review of a declaration: signed steps of issuer and verifier.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DECLARATION = typer.Argument(help="Declaration (JSON, PDF or evidence).")
WITH = typer.Option("--with", help="Review file of the other side.")
TRUST = typer.Option("--trust", help="Id of a signer's first key, known by another way.")
JSON = typer.Option("--json", help="Print JSON.")


@app.command("add")
def add(  # noqa: PLR0913  (each option of the verb is an argument)
    ctx: typer.Context,
    declaration: Annotated[Path, DECLARATION],
    *,
    to: Annotated[
        str, typer.Option("--to", help="under_review, draft, verified, superseded or withdrawn.")
    ],
    statement: Annotated[str, typer.Option("--statement", help="What is said with the step.")] = "",
    opinion: Annotated[
        str, typer.Option("--opinion", help="unmodified, modified, adverse or disclaimed.")
    ] = "",
    assurance: Annotated[
        str, typer.Option("--assurance", help="limited or reasonable.")
    ] = "limited",
    finding: Annotated[
        list[str] | None, typer.Option("--finding", help="What the verifier found; repeatable.")
    ] = None,
    successor: Annotated[
        Path | None, typer.Option("--successor", help="Declaration that takes over.")
    ] = None,
    key: Annotated[str, typer.Option("--key", help="Signing key; the newest if absent.")] = "",
    with_: Annotated[Path | None, WITH] = None,
    trust: Annotated[list[str] | None, TRUST] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Review file to write.")] = None,
    at: Annotated[str, typer.Option("--at", help="Day or time (ISO 8601, UTC).")] = "",
) -> None:
    """Take a step in the review of a declaration, and sign it.

    Example: cellprint review add evidence.zip --to verified --opinion unmodified --out review.json
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.declaration.review import add_step  # noqa: PLC0415
    from cellprint.app.declaration.review_words import step_of  # noqa: PLC0415
    from cellprint.app.declaration.trust import trust_of  # noqa: PLC0415
    from cellprint.cli.secrets import passphrase  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    step = step_of(
        target=to,
        statement=statement,
        opinion=opinion,
        assurance=assurance,
        findings=tuple(finding or ()),
        at=moment(at),
        successor=successor,
    )
    with open_house() as house:
        known = trust_of(house, vouched=trust or ())
        signed = step.signed_with(key, passphrase())
        review = add_step(house, declaration, signed, trust=known, earlier=with_)
    if out is not None:
        out.write_bytes(review.data())
    _ = translator(language_of(ctx), "cli")
    typer.echo(_("The declaration is now: {state}").format(state=to))


@app.command("keep")
def keep(
    ctx: typer.Context,
    declaration: Annotated[Path, DECLARATION],
    *,
    with_: Annotated[Path, WITH],
    trust: Annotated[list[str] | None, TRUST] = None,
    at: Annotated[str, typer.Option("--at", help="Day or time (ISO 8601, UTC).")] = "",
) -> None:
    """Keep the review of a supplier's declaration, so that studies that use it show its state.

    Example: cellprint review keep supplier.json --with review.json
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.declaration.review import keep_review  # noqa: PLC0415
    from cellprint.app.declaration.trust import trust_of  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_review  # noqa: PLC0415

    with open_house() as house:
        known = trust_of(house, vouched=trust or ())
        found = keep_review(house, declaration, with_, trust=known, at=moment(at))
    print_review(found, language_of(ctx))


@app.command("status")
def status(
    ctx: typer.Context,
    declaration: Annotated[Path, DECLARATION],
    *,
    with_: Annotated[Path | None, WITH] = None,
    trust: Annotated[list[str] | None, TRUST] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Say where a declaration stands.

    Example: cellprint review status declaration.json --with review.json
    """
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.declaration.review import status_of  # noqa: PLC0415
    from cellprint.app.declaration.trust import trust_of  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_review  # noqa: PLC0415

    with open_house() as house:
        known = trust_of(house, vouched=trust or ())
        found = status_of(house, declaration, trust=known, earlier=with_)
    if json:
        print_json(found.to_json())
        return
    print_review(found, language_of(ctx))
