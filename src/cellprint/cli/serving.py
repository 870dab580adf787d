"""The verb that opens the web application: serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import language_of


def register(app: typer.Typer) -> None:
    """Add the verb of this module."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    *,
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8000,
    host: Annotated[
        str,
        typer.Option(help="Address to bind to; more than this machine needs accounts and TLS."),
    ] = "127.0.0.1",
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", help="Certificate with its chain (PEM).")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", help="Key of the certificate (PEM).")
    ] = None,
    behind_proxy: Annotated[
        bool,
        typer.Option("--behind-proxy", help="A server in front encrypts and passes requests on."),
    ] = False,
    proxy: Annotated[
        str, typer.Option("--proxy", help="Address from which that server sends.")
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="Host name that browsers use for this server; repeatable."),
    ] = None,
) -> None:
    """Open the web application on this machine, or for people with an account.

    Examples:
        $ cellprint serve --port 8080
        $ cellprint serve --host 0.0.0.0 --tls-cert server.pem --tls-key server.key
    """
    from cellprint.i18n import translator  # noqa: PLC0415
    from cellprint.web.serving import Wanted, tls_files  # noqa: PLC0415
    from cellprint.web.serving import serve as run  # noqa: PLC0415

    lang = language_of(ctx)
    _ = translator(lang, "cli")

    def announce(address: str) -> None:
        typer.echo(
            _("Open {address} in a browser; Ctrl+C stops.").format(address=address + lang + "/")
        )

    wanted = Wanted(
        host=host,
        port=port,
        tls=tls_files(tls_cert, tls_key),
        behind_proxy=behind_proxy,
        proxy=proxy,
        names=tuple(name or ()),
    )
    run(wanted, announce=announce)
