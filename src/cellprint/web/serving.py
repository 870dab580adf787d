"""Running the application: on this machine, or for people with an account."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread

from fastapi import FastAPI

from cellprint.app.accounts.register import Register, open_register
from cellprint.app.declaration.passphrase import forget_environment_passphrase
from cellprint.errors import BadInputError, CellprintError
from cellprint.web.access.tls import TlsFiles, tls_files
from cellprint.web.access.visitor import Access
from cellprint.web.application import create_app
from cellprint.web.desk import Desk

__all__ = ["Wanted", "bound", "is_loopback", "serve", "tls_files", "warm", "way_in"]

_WAITING = 64
_EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104  (recognised, not bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the application is to be reached.

    Attributes:
        host: address to bind to.
        port: port; 0 for a free one.
        tls: certificate and key (PEM); without them the server itself does not encrypt.
        behind_proxy: a server in front of this one encrypts and passes requests on.
        proxy: address from which that server sends.
        names: further names under which browsers address this server.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    tls: TlsFiles | None = None
    behind_proxy: bool = False
    proxy: str = "127.0.0.1"
    names: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Tell whether other machines can reach the application."""
        return self.behind_proxy or not is_loopback(self.host)


def serve(wanted: Wanted, *, announce: Callable[[str], None]) -> None:
    """Serve the application until it is interrupted.

    Args:
        wanted: how it is to be reached.
        announce: called with the address once the server can be reached.

    Raises:
        CP-WEB-001: other machines can reach the address, and there are no accounts.
        CP-WEB-107: other machines can reach the address, and nothing encrypts.
        CP-WEB-108: the certificate or its key cannot be used.
        CP-WEB-008: the port is taken, or may not be used.
    """
    with open_register() as register:
        access = way_in(wanted, register)
        if access is not None:
            forget_environment_passphrase()
        listening = bound(wanted.host, wanted.port)
        app = create_app(access=access)
        Thread(target=warm, args=(app.state.desk,), daemon=True).start()
        announce(_address(wanted, listening.getsockname()[1]))
        _run(app, wanted, listening)


def way_in(wanted: Wanted, register: Register) -> Access | None:
    """Return who may come in: everybody on this machine (None), or people with an account.

    Raises:
        CP-WEB-001, CP-WEB-107, CP-WEB-108: as `serve`.
    """
    has_accounts = bool(register.accounts())
    if wanted.wide and not has_accounts:
        found = f"{wanted.host} (--behind-proxy)" if wanted.behind_proxy else wanted.host
        raise BadInputError.of("CP-WEB-001", where="--host", found=found)
    if wanted.wide and wanted.tls is None and not wanted.behind_proxy:
        raise BadInputError.of("CP-WEB-107", where="--host", found=wanted.host)
    certified = wanted.tls.names() if wanted.tls else frozenset()
    if not has_accounts:
        return None
    own = {wanted.host, socket.gethostname().lower()} - _EVERY_ADDRESS if wanted.wide else set()
    return Access(
        register=register,
        secure=wanted.tls is not None or wanted.behind_proxy,
        hosts=certified | own | {name.lower() for name in wanted.names},
    )


def _run(app: FastAPI, wanted: Wanted, listening: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415  (not needed to answer `--help`)

    tls = wanted.tls
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Only a stated proxy is believed when it says whom it speaks for.
        proxy_headers=wanted.behind_proxy,
        forwarded_allow_ips=wanted.proxy,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _address(wanted: Wanted, port: int) -> str:
    host = wanted.host
    if host in _EVERY_ADDRESS and not wanted.behind_proxy:  # bound to, but no address to open
        certified = sorted(wanted.tls.names(), key=is_loopback) if wanted.tls else []
        host = (*wanted.names, *certified, socket.gethostname())[0]
    name = f"[{host}]" if ":" in host else host
    return f"{'https' if wanted.tls else 'http'}://{name}:{port}/"


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address of this machine.

    Raises:
        CP-WEB-008: the port is taken, or may not be used.
    """
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
