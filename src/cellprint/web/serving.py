"""Running the application: on this machine only."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from cellprint.errors import BadInputError, CellprintError
from cellprint.web.application import create_app
from cellprint.web.desk import Desk

_WAITING = 64


def serve(*, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve the application until it is interrupted.

    Args:
        host: address to bind to; only addresses of this machine.
        port: port; 0 for a free one.
        announce: called with the address once the server can be reached.

    Raises:
        CP-WEB-001: the address can be reached from other machines.
        CP-WEB-008: the port is taken, or may not be used.
    """
    import uvicorn  # noqa: PLC0415  (not needed to answer `--help`)

    listening = bound(host, port)
    app = create_app()
    Thread(target=warm, args=(app.state.desk,), daemon=True).start()
    name = f"[{host}]" if ":" in host else host
    announce(f"http://{name}:{listening.getsockname()[1]}/")
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listening])


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address of this machine; errors as `serve`."""
    if not is_loopback(host):
        raise BadInputError.of("CP-WEB-001", where="--host", found=host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_WAITING)
    except (OSError, OverflowError) as error:
        listening.close()
        problem = getattr(error, "strerror", None) or str(error)
        raise BadInputError.of(
            "CP-WEB-008", where="--port", found=f"{host}:{port}", problem=problem
        ) from error
    return listening


def is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def warm(desk: Desk) -> None:
    """Compute what the first pages show, before somebody asks for them."""
    steps: tuple[Callable[[str], object], ...] = (desk.document, desk.drawn)
    for step in steps:  # every total first: the list of studies shows them
        for study in desk.shelf.studies():
            with suppress(CellprintError):  # the page of the study says what is wrong with it
                step(study.ref)
