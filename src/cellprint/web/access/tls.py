"""The certificate of the server, read early: browsers should not be the first to find it wrong."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from cellprint.errors import BadInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """A certificate (with its chain) and its key, as PEM files."""

    certificate: Path
    key: Path

    def names(self) -> frozenset[str]:
        """Return the hosts that the certificate is for; a pattern such as `*.example` is none.

        Raises:
            CP-WEB-108: a file cannot be read, or the two do not belong together.
        """
        from cryptography import x509  # noqa: PLC0415  (not needed without a certificate)

        try:
            # An encrypted key would make the server wait at a prompt; no password opens none.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate, self.key, password=b"")
            found = x509.load_pem_x509_certificate(self.certificate.read_bytes())
            names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return frozenset()
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or type(error).__name__
            raise BadInputError.of("CP-WEB-108", where="--tls-cert", problem=problem) from error
        dns = {name.lower() for name in names.get_values_for_type(x509.DNSName) if "*" not in name}
        addresses = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
        return frozenset(dns | addresses)


def tls_files(certificate: Path | None, key: Path | None) -> TlsFiles | None:
    """Return both files, None where neither is given.

    Raises:
        CP-WEB-108: only one of them is given.
    """
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        missing = "--tls-cert" if certificate is None else "--tls-key"
        problem = {"en": f"{missing} is missing", "zh": f"缺少 {missing}"}
        raise BadInputError.of("CP-WEB-108", where=missing, problem=problem)
    return TlsFiles(certificate=certificate, key=key)
