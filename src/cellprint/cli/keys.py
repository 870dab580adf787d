"""Verbs of keys: generate, list, rotate, revoke, export, trust."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import language_of, print_json

app = typer.Typer(
    name="keys",
    help="Signing keys: made, listed, rotated, revoked. Each step stands in the journal.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AT = typer.Option("--at", help="Day or time of the step (ISO 8601, UTC); now when absent.")
NAME = typer.Option("--name", help="Name of the new key, to choose it by.")
UNTIL = typer.Option("--valid-until", help="Day on which the key ends (ISO 8601).")
JSON = typer.Option("--json", help="Print JSON.")
KEY = typer.Argument(help="Name, id or beginning of the id of the key.")


@app.command("generate")
def generate(
    ctx: typer.Context,
    *,
    owner: Annotated[str, typer.Option("--owner", help="Organisation that owns the key.")] = "",
    name: Annotated[str, NAME] = "",
    valid_until: Annotated[str, UNTIL] = "",
    at: Annotated[str, AT] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """Make a signing key, kept encrypted with a passphrase.

    Example: cellprint keys generate --owner "Example Battery" --name plant-1
    """
    from cellprint.app.declaration import keys  # noqa: PLC0415
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_keys  # noqa: PLC0415
    from cellprint.cli.secrets import passphrase  # noqa: PLC0415

    with open_house() as house:
        line = keys.generate(
            house,
            owner=owner,
            name=name,
            passphrase=passphrase(confirm=True),
            at=moment(at),
            valid_to=moment(valid_until, where="--valid-until") if valid_until else None,
        )
    if json:
        print_json(line.to_json())
        return
    print_keys([line], language_of(ctx))


@app.command("list")
def list_(
    ctx: typer.Context,
    *,
    at: Annotated[str, AT] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """List the own keys with their state.

    Example: cellprint keys list
    """
    from cellprint.app.declaration import keys  # noqa: PLC0415
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_keys  # noqa: PLC0415

    with open_house() as house:
        lines = keys.listed(house, at=moment(at))
    if json:
        print_json([line.to_json() for line in lines])
        return
    print_keys(lines, language_of(ctx))


@app.command("rotate")
def rotate(
    ctx: typer.Context,
    key: Annotated[str, KEY] = "",
    *,
    name: Annotated[str, NAME] = "",
    valid_until: Annotated[str, UNTIL] = "",
    at: Annotated[str, AT] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """Replace a key by a new one; what the old one signed stays valid.

    Example: cellprint keys rotate plant-1 --name plant-2
    """
    from cellprint.app.declaration import keys  # noqa: PLC0415
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_keys  # noqa: PLC0415
    from cellprint.cli.secrets import passphrase  # noqa: PLC0415

    with open_house() as house:
        line = keys.rotate(
            house,
            key,
            passphrase=passphrase(),
            at=moment(at),
            new_name=name,
            valid_to=moment(valid_until, where="--valid-until") if valid_until else None,
        )
    if json:
        print_json(line.to_json())
        return
    print_keys([line], language_of(ctx))


@app.command("revoke")
def revoke(
    ctx: typer.Context,
    key: Annotated[str, KEY],
    *,
    from_: Annotated[
        str, typer.Option("--from", help="Signatures from this day on count no more.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    at: Annotated[str, AT] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """Revoke a key, from a day in the past on where it was stolen then.

    Example: cellprint keys revoke plant-1 --from 2026-03-01 --reason stolen
    """
    from cellprint.app.declaration import keys  # noqa: PLC0415
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_keys  # noqa: PLC0415
    from cellprint.cli.secrets import passphrase  # noqa: PLC0415

    with open_house() as house:
        line = keys.revoke(
            house,
            key,
            passphrase=passphrase(),
            at=moment(at),
            invalid_from=moment(from_, where="--from") if from_ else None,
            reason=reason,
        )
    if json:
        print_json(line.to_json())
        return
    print_keys([line], language_of(ctx))


@app.command("export")
def export(
    *,
    out: Annotated[Path, typer.Option("--out", help="File to write; - for standard output.")],
) -> None:
    """Write the own key history (public keys and events) for others to trust.

    Example: cellprint keys export --out keys.json
    """
    from cellprint.app.declaration.exchange import exported_keys  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.cli.files_out import write_out  # noqa: PLC0415

    with open_house() as house:
        data = exported_keys(house)
    write_out(out, data)


@app.command("trust")
def trust(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Key history of another organisation.")],
    kid: Annotated[
        str, typer.Option("--kid", help="Id of its first key, told by another way than the file.")
    ],
    *,
    at: Annotated[str, AT] = "",
) -> None:
    """Keep the key history of another organisation, or its continuation.

    Example: cellprint keys trust supplier-keys.json --kid 0Hk3…
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.exchange import trust_file  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    with open_house() as house:
        owner = trust_file(house, file, kid=kid, at=moment(at))
    _ = translator(language_of(ctx), "cli")
    typer.echo(_("Keys of {owner} are known now.").format(owner=owner))
