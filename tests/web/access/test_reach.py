"""How far the application may be reached: wider than this machine with accounts and TLS only."""

from __future__ import annotations

import ipaddress
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cellprint.app.accounts.register import Register
from cellprint.app.declaration.house import opened_database
from cellprint.cli.main import run
from cellprint.errors import BadInputError
from cellprint.web.access.tls import TlsFiles, tls_files
from cellprint.web.serving import Wanted, way_in
from tests.app.accounts.helpers import GOOD, quick
from tests.web.access.helpers import SESSION, log_in

WIDE = "0.0.0.0"  # noqa: S104  (what the accounts are for)


def key_pem(key: ec.EllipticCurvePrivateKey, passphrase: bytes = b"") -> bytes:
    """Return a key as PEM, encrypted where there is a passphrase."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        encryption = serialization.BestAvailableEncryption(passphrase)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )


def certificate(key: ec.EllipticCurvePrivateKey, *, named: bool = True) -> bytes:
    """Return a certificate of this machine's own, as PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    if named:
        names: list[x509.GeneralName] = [
            x509.DNSName("localhost"),
            x509.DNSName("Cell.Example"),
            x509.DNSName("*.plant.example"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        ]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def tls(tmp_path: Path) -> TlsFiles:
    """Return a certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    found = TlsFiles(certificate=tmp_path / "cert.pem", key=tmp_path / "key.pem")
    found.certificate.write_bytes(certificate(key))
    found.key.write_bytes(key_pem(key))
    return found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Register]:
    with opened_database(tmp_path / "home") as database:
        yield Register(database, passwords=quick())


@pytest.fixture
def register(empty: Register) -> Register:
    empty.add("li.ming", role="editor", password=GOOD)
    return empty


def code(wanted: Wanted, register: Register) -> str:
    """Return why a server is refused."""
    with pytest.raises(BadInputError) as caught:
        way_in(wanted, register)
    return caught.value.code


def test_without_accounts_only_this_machine_is_served(empty: Register, tls: TlsFiles) -> None:
    assert way_in(Wanted(), empty) is None
    assert way_in(Wanted(host="::1", tls=tls), empty) is None
    assert code(Wanted(host=WIDE), empty) == "CP-WEB-001"
    assert code(Wanted(host=WIDE, tls=tls), empty) == "CP-WEB-001"
    assert code(Wanted(host="192.0.2.1", behind_proxy=True), empty) == "CP-WEB-001"
    assert code(Wanted(behind_proxy=True), empty) == "CP-WEB-001"


def test_with_accounts_everybody_logs_in_on_this_machine_too(register: Register) -> None:
    access = way_in(Wanted(), register)

    assert access is not None
    assert not access.secure
    assert access.hosts == frozenset()


def test_more_than_this_machine_takes_tls_or_a_proxy_that_encrypts(
    register: Register, tls: TlsFiles
) -> None:
    assert code(Wanted(host=WIDE), register) == "CP-WEB-107"
    by_itself = way_in(Wanted(host=WIDE, tls=tls, names=("Cells.Example",)), register)
    proxied = way_in(Wanted(behind_proxy=True, names=("cells.example",)), register)

    assert by_itself is not None
    assert by_itself.secure
    assert by_itself.hosts >= {"localhost", "cell.example", "127.0.0.1", "cells.example"}
    assert not by_itself.hosts & {"*.plant.example", WIDE}
    assert proxied is not None
    assert proxied.secure
    assert "cells.example" in proxied.hosts


def test_the_verb_says_how_to_make_an_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CELLPRINT_HOME", str(tmp_path))

    assert run(["serve", "--host", WIDE, "--port", "0"]) == 2
    assert "`cellprint users add NAME --role editor`" in capsys.readouterr().err


def broken(tls: TlsFiles, what: str) -> TlsFiles | None:
    """Return files that a server cannot use."""
    other = ec.generate_private_key(ec.SECP256R1())
    if what == "no key":
        return tls_files(tls.certificate, None)
    if what == "no certificate":
        return tls_files(None, tls.key)
    if what == "missing file":
        return tls_files(tls.certificate.with_name("none.pem"), tls.key)
    if what == "no certificate in it":
        tls.certificate.write_bytes(b"hello")
    if what == "key of another":
        tls.key.write_bytes(key_pem(other))
    if what == "encrypted key":
        tls.key.write_bytes(key_pem(other, b"geheim"))
    return tls


@pytest.mark.parametrize(
    "what",
    [
        "no key",
        "no certificate",
        "missing file",
        "no certificate in it",
        "key of another",
        "encrypted key",
    ],
)
def test_files_that_browsers_would_not_accept_are_refused(tls: TlsFiles, what: str) -> None:
    with pytest.raises(BadInputError) as caught:
        (broken(tls, what) or tls).names()

    assert caught.value.code == "CP-WEB-108"


def test_a_certificate_without_names_has_none(tls: TlsFiles) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    tls.certificate.write_bytes(certificate(key, named=False))
    tls.key.write_bytes(key_pem(key))

    assert tls.names() == frozenset()


def test_no_files_are_no_encryption() -> None:
    assert tls_files(None, None) is None


def test_a_server_that_other_machines_reach_is_entered_over_tls(
    register: Register, tls: TlsFiles, tmp_path: Path
) -> None:
    assert register.accounts()
    arguments = ["serve", "--host", WIDE, "--port", "0", "--lang", "zh"]
    arguments += ["--tls-cert", str(tls.certificate), "--tls-key", str(tls.key)]
    command = [sys.executable, "-c", PROGRAM, *arguments]
    environment = os.environ | {"CELLPRINT_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}
    environment["CELLPRINT_PASSPHRASE"] = "of the server"  # noqa: S105  (it must be forgotten)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            port = line.partition("https://cell.example:")[2].partition("/zh/")[0]
            trusted = ssl.create_default_context(cafile=str(tls.certificate))
            with httpx.Client(
                base_url=f"https://localhost:{port}", verify=trusted, trust_env=False, timeout=60
            ) as client:
                refused = client.get("/en/", headers={"host": "evil.example"})
                answer = log_in(client, "li.ming")
                account = client.get("/en/account")
                declaration = client.get("/en/studies/lfp-ctp-yibin/declaration").text
                plain = plain_answer(int(port))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)

    assert refused.status_code == 400
    assert answer.status_code == 303
    assert SESSION in client.cookies
    assert account.status_code == 200
    assert plain is None
    assert "environment of this server" not in declaration  # each types his own passphrase


PROGRAM = "import sys; from cellprint.cli.main import main; main(sys.argv[1:])"


def plain_answer(port: int) -> httpx.Response | None:
    """Return what the port says to who does not encrypt."""
    try:
        return httpx.get(f"http://localhost:{port}/en/", trust_env=False, timeout=20)
    except httpx.TransportError:
        return None
