"""Ed25519 keys: made from a given random source, kept encrypted, never shown.

A key file is JSON: the public key, the parameters of scrypt (RFC 7914) and a PKCS #8 block
(RFC 5958) that the library encrypts with the stretched passphrase. The stretching is ours because
the library's own derivation for PKCS #8 uses too few rounds to stand up to guessing.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from hashlib import scrypt, sha256
from pathlib import Path
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import JsonObject
from cellprint.store.encoding import (
    RandomBytes,
    base64url,
    from_base64url,
    random_bytes_of,
)
from cellprint.store.strict_json import parse_object

MIN_PASSPHRASE = 12
KEY_SIZE = 32
_SALT_SIZE = 32
_FORMAT = "cellprint-key-1"
# Blocks of 128 bytes: 256 MiB.
_MAX_BLOCKS = 2**21
_MAX_PARALLEL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ScryptCost:
    """Cost of a guess: memory is 128 · n · r bytes (RFC 7914)."""

    n: int = 2**16
    r: int = 8
    p: int = 1


class SigningKey:
    """A private key that signs and shows nothing of itself."""

    __slots__ = ("__private", "kid", "public")

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.__private = private
        self.public: bytes = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.kid: str = key_id(self.public)

    def sign(self, data: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature (RFC 8032) over `data`."""
        return self.__private.sign(data)

    def encrypted(self, passphrase: str, *, random_bytes: RandomBytes, cost: ScryptCost) -> bytes:
        """Return the key file: nothing in it helps without the passphrase.

        Raises:
            CP-STORE-022: the passphrase is too short.
            CP-STORE-026: the random source gives the wrong number of bytes.
        """
        if len(passphrase) < MIN_PASSPHRASE:
            raise BadInputError.of("CP-STORE-022", where="passphrase", least=MIN_PASSPHRASE)
        salt = random_bytes_of(random_bytes, _SALT_SIZE, where="salt")
        block = self.__private.private_bytes(
            Encoding.PEM,
            PrivateFormat.PKCS8,
            BestAvailableEncryption(_stretched(passphrase, salt=salt, cost=cost)),
        )
        body: JsonObject = {
            "format": _FORMAT,
            "kdf": {"n": cost.n, "name": "scrypt", "p": cost.p, "r": cost.r},
            "kid": self.kid,
            "pkcs8": block.decode("ascii"),
            "public": base64url(self.public),
            "salt": base64url(salt),
        }
        return canonical_json(body)

    def __repr__(self) -> str:
        return f"SigningKey(kid={self.kid!r})"

    def __reduce__(self) -> NoReturn:
        raise BadInputError.of("CP-STORE-025", where=self.kid)


def key_id(public: bytes) -> str:
    """Return the JWK thumbprint of an Ed25519 public key (RFC 7638, RFC 8037 appendix A.3)."""
    body = {"crv": "Ed25519", "kty": "OKP", "x": base64url(public)}
    return base64url(sha256(canonical_json(body)).digest())


def new_key(random_bytes: RandomBytes) -> SigningKey:
    """Return a key made of 32 bytes of the given source.

    Raises:
        CP-STORE-026: the source gives the wrong number of bytes.
    """
    seed = random_bytes_of(random_bytes, KEY_SIZE, where="key")
    return SigningKey(Ed25519PrivateKey.from_private_bytes(seed))


def decrypted(data: bytes, passphrase: str, *, where: str = "key file") -> SigningKey:
    """Return the key of a key file.

    Raises:
        CP-STORE-020: not a key file, or its parts do not belong together.
        CP-STORE-021: the passphrase does not open it.
    """
    body = parse_object(data, where=where)
    cost, salt, block = _parts(body, where=where)
    secret = _stretched(passphrase, salt=salt, cost=cost)
    try:
        private = load_pem_private_key(block, password=secret)
    except (ValueError, TypeError) as error:
        raise BadInputError.of("CP-STORE-021", where=where) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise BadInputError.of("CP-STORE-020", where=where)
    key = SigningKey(private)
    if key.kid != body.get("kid") or base64url(key.public) != body.get("public"):
        raise BadInputError.of("CP-STORE-020", where=where)
    return key


class KeyFolder:
    """A folder of key files `<kid>.key`, readable by its owner only."""

    __slots__ = ("_folder",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(
        self,
        key: SigningKey,
        passphrase: str,
        *,
        random_bytes: RandomBytes,
        cost: ScryptCost | None = None,
    ) -> Path:
        """Write the key file and return its path.

        Raises:
            CP-STORE-022: the passphrase is too short.
            CP-STORE-023: there is a file for this key already.
        """
        data = key.encrypted(passphrase, random_bytes=random_bytes, cost=cost or ScryptCost())
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{key.kid}.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise BadInputError.of("CP-STORE-023", where=path.name, kid=key.kid) from error
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return path

    def kids(self) -> tuple[str, ...]:
        """Return the ids of the keys in the folder, sorted."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.key")))

    def load(self, kid: str, passphrase: str) -> SigningKey:
        """Return a key of the folder.

        Raises:
            CP-STORE-020, CP-STORE-021: as `decrypted`.
            CP-STORE-024: there is no such key.
        """
        if kid not in self.kids():
            raise BadInputError.of("CP-STORE-024", where="key", near=self.kids()[:3], kid=kid)
        return decrypted((self._folder / f"{kid}.key").read_bytes(), passphrase, where=kid)


def _stretched(passphrase: str, *, salt: bytes, cost: ScryptCost) -> bytes:
    memory = 256 * cost.n * cost.r
    derived = scrypt(
        # Two keyboards may write one letter in two ways.
        unicodedata.normalize("NFC", passphrase).encode("utf-8"),
        salt=salt,
        n=cost.n,
        r=cost.r,
        p=cost.p,
        maxmem=memory + 2**20,
        dklen=KEY_SIZE,
    )
    return derived.hex().encode("ascii")


def _parts(body: JsonObject, *, where: str) -> tuple[ScryptCost, bytes, bytes]:
    kdf = body.get("kdf")
    salt = from_base64url(body.get("salt"))
    block = body.get("pkcs8")
    if body.get("format") != _FORMAT or not isinstance(kdf, dict) or not isinstance(block, str):
        raise BadInputError.of("CP-STORE-020", where=where)
    n, r, p = kdf.get("n"), kdf.get("r"), kdf.get("p")
    if not isinstance(n, int) or not isinstance(r, int) or not isinstance(p, int):
        raise BadInputError.of("CP-STORE-020", where=where)
    # A hostile file must not be able to ask for any amount of memory or time.
    cheap = n > 1 and n & (n - 1) == 0 and r > 0 and n * r <= _MAX_BLOCKS and 0 < p <= _MAX_PARALLEL
    if salt is None or len(salt) != _SALT_SIZE or kdf.get("name") != "scrypt" or not cheap:
        raise BadInputError.of("CP-STORE-020", where=where)
    return ScryptCost(n=n, r=r, p=p), salt, block.encode("utf-8")
