"""Evidence bundles: a zip that is the same bytes for the same files, and a reader for strangers'.

Files are stored uncompressed under sorted names with one fixed time, because compression differs
between libraries. The first entry is `manifest.json` with size and SHA-256 of every other file.
"""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from cellprint.errors import BadInputError
from cellprint.model.canonical import canonical_json
from cellprint.model.classification import Json, JsonObject
from cellprint.store.strict_json import parse_object

MANIFEST = "manifest.json"
FORMAT = "cellprint-bundle-1"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAX_NAME = 200
_CHUNK = 64 * 1024
# A zip without comment ends with a record of this size that starts with these bytes.
_END, _END_SIZE = b"PK\x05\x06", 22
_BAD_CHARACTERS = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a reader takes at most [bytes, files, and unpacked bytes per packed byte]."""

    archive: int = 512 * 1024 * 1024
    file: int = 128 * 1024 * 1024
    total: int = 512 * 1024 * 1024
    files: int = 10_000
    ratio: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A read bundle: its files, what the manifest says beside them, and the manifest's digest.

    `canonical` says whether the bytes are exactly what `write_bundle` makes of the same content.
    """

    files: Mapping[str, bytes]
    about: JsonObject
    digest: str
    canonical: bool


def write_bundle(files: Mapping[str, bytes], *, about: Mapping[str, Json] | None = None) -> bytes:
    """Return the zip of `files`, the same bytes for the same input.

    Raises:
        CP-STORE-042: a name that is not safe on every system; CP-STORE-043: two names that some
            system takes for one.
        CP-STUDY-031: `about` has no canonical form.
    """
    _check_names([MANIFEST, *files])
    manifest = canonical_json(
        {
            "about": dict(about or {}),
            "files": [
                {"path": name, "sha256": sha256(data).hexdigest(), "size": len(data)}
                for name, data in sorted(files.items())
            ],
            "format": FORMAT,
        }
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in ((MANIFEST, manifest), *sorted(files.items())):
            archive.writestr(_entry(name), data)
    return target.getvalue()


def read_bundle(data: bytes, *, limits: Limits | None = None) -> Bundle:
    """Return the files of a bundle after every check; nothing is written anywhere.

    Raises:
        CP-STORE-040: bundle, file or sum of files too large; CP-STORE-041: too many files.
        CP-STORE-042: an unsafe name; CP-STORE-043: one name twice.
        CP-STORE-044: not a readable zip, or cut off, or with bytes before or after it.
        CP-STORE-045: no manifest, or not one of this format.
        CP-STORE-046: a file that is not what the manifest says.
        CP-STORE-047: files and manifest name different files.
        CP-STORE-048: packed suspiciously tight; CP-STORE-049: not a plain file.
    """
    bounds = limits or Limits()
    if len(data) > bounds.archive:
        raise BadInputError.of("CP-STORE-040", where="bundle", limit=bounds.archive)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _checked_entries(archive, data, bounds)
            contents = _contents(archive, entries)
    except _BROKEN as error:
        raise BadInputError.of("CP-STORE-044", where="bundle") from error
    return _checked_bundle(contents, data)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    return entry


def _checked_entries(
    archive: zipfile.ZipFile, data: bytes, bounds: Limits
) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > bounds.files + 1:
        raise BadInputError.of("CP-STORE-041", where="bundle", limit=bounds.files)
    _check_names([entry.orig_filename for entry in entries])
    for entry in entries:
        _check_entry(entry, bounds)
    if sum(entry.file_size for entry in entries) > bounds.total:
        raise BadInputError.of("CP-STORE-040", where="bundle", limit=bounds.total)
    first = min((entry.header_offset for entry in entries), default=0)
    if first != 0 or not data[-_END_SIZE:].startswith(_END):
        raise BadInputError.of("CP-STORE-044", where="bundle")
    return entries


def _check_entry(entry: zipfile.ZipInfo, bounds: Limits) -> None:
    mode = entry.external_attr >> 16
    plain = mode == 0 or stat.S_ISREG(mode) or not stat.S_IFMT(mode)
    encrypted = bool(entry.flag_bits & 0x1)
    if entry.is_dir() or not plain or encrypted or entry.compress_type not in _METHODS:
        raise BadInputError.of("CP-STORE-049", where=entry.filename)
    if entry.file_size > bounds.file:
        raise BadInputError.of("CP-STORE-040", where=entry.filename, limit=bounds.file)
    if entry.file_size > bounds.ratio * max(entry.compress_size, 1):
        raise BadInputError.of("CP-STORE-048", where=entry.filename, limit=bounds.ratio)


def _contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    for entry in entries:
        with archive.open(entry) as file:
            contents[entry.filename] = b"".join(_pieces(file))
    return contents


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    # Read at once, a file that is larger than stated would first be unpacked whole. In pieces the
    # library stops at the stated size, and the checksum tells.
    while piece := file.read(_CHUNK):
        yield piece


def _checked_bundle(contents: Mapping[str, bytes], data: bytes) -> Bundle:
    if MANIFEST not in contents:
        raise BadInputError.of("CP-STORE-045", where=MANIFEST)
    manifest = contents[MANIFEST]
    body = parse_object(manifest, where=MANIFEST)
    about, listed = body.get("about"), body.get("files")
    known = set(body) == {"about", "files", "format"} and body["format"] == FORMAT
    if not known or not isinstance(about, dict) or not isinstance(listed, list):
        raise BadInputError.of("CP-STORE-045", where=MANIFEST)
    files = {name: content for name, content in contents.items() if name != MANIFEST}
    _check_listed(listed, files)
    return Bundle(
        files=files,
        about=about,
        digest=sha256(manifest).hexdigest(),
        canonical=write_bundle(files, about=about) == data,
    )


def _check_listed(listed: list[Json], files: Mapping[str, bytes]) -> None:
    named: list[str] = []
    for row in listed:
        if not isinstance(row, dict) or set(row) != {"path", "sha256", "size"}:
            raise BadInputError.of("CP-STORE-045", where=MANIFEST)
        name = str(row["path"])
        named.append(name)
        content = files.get(name)
        if content is None:
            raise BadInputError.of("CP-STORE-047", where=MANIFEST, name=name[:120])
        if row["size"] != len(content) or row["sha256"] != sha256(content).hexdigest():
            raise BadInputError.of("CP-STORE-046", where=name)
    if sorted(named) != sorted(files):
        name = next(iter(sorted(set(files) - set(named))), MANIFEST)
        raise BadInputError.of("CP-STORE-047", where=MANIFEST, name=name[:120])


def _check_names(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if not _is_safe(name):
            raise BadInputError.of("CP-STORE-042", where="bundle", name=ascii(name)[:120])
        # Windows and macOS take these for one file.
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise BadInputError.of("CP-STORE-043", where="bundle", name=ascii(name)[:120])
        seen.add(folded)


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return (
        0 < len(name) <= _MAX_NAME
        and not _BAD_CHARACTERS.search(name)
        and unicodedata.normalize("NFC", name) == name
        and all(part not in {"", ".", ".."} and _is_safe_part(part) for part in parts)
    )


def _is_safe_part(part: str) -> bool:
    hidden = any(unicodedata.category(c) in {"Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in part)
    return part[-1] not in ". " and part[0] != " " and not hidden and not _DEVICE.fullmatch(part)
