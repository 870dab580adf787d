"""The verb that opens the web application: serve."""

from __future__ import annotations

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
    host: Annotated[str, typer.Option(help="Address of this machine.")] = "127.0.0.1",
) -> None:
    """Open the web application on this machine; nothing is sent elsewhere.

    Example: cellprint serve --port 8080
    """
    from cellprint.i18n import translator  # noqa: PLC0415
    from cellprint.web.serving import serve as run  # noqa: PLC0415

    lang = language_of(ctx)
    _ = translator(lang, "cli")

    def announce(address: str) -> None:
        typer.echo(
            _("Open {address} in a browser; Ctrl+C stops.").format(address=address + lang + "/")
        )

    run(host=host, port=port, announce=announce)
