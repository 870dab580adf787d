"""Foreign files, opened safely: one plain file, or an archive that is read entry by entry.

Nothing is ever unpacked to disk. Sizes are counted while reading, since headers can lie. Sources:
formats that are zips state no limits of their own; ours stand in `limits.py`.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cellprint.errors import BadInputError
from cellprint.formats.limits import DEFAULT_LIMITS, Limits

ZIP_MARK = b"PK\x03\x04"
EMPTY_ZIP_MARK = b"PK\x05\x06"
_CHUNK = 1 << 20
_BAD_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|\\|[\x00-\x1f]|(?:^|/)\.\.(?:/|$)")
_SYMLINK = stat.S_IFLNK


class Package:
    """The entries of a foreign file; make one with `open_package`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self._archive = archive
        self._read_bytes = 0
        self.names: tuple[str, ...] = (
            (path.name,) if archive is None else _checked_names(path, archive, limits)
        )

    @property
    def is_archive(self) -> bool:
        """Return whether the file is an archive."""
        return self._archive is not None

    def read(self, name: str) -> bytes:
        """Return the content of an entry.

        Raises:
            CP-FMT-002: broken archive.
            CP-FMT-004: a limit is exceeded.
        """
        with self.open(name) as handle:
            return handle.read()

    def head(self, name: str, size: int = 4096) -> bytes:
        """Return the first bytes of an entry; a broken entry gives what could be read."""
        try:
            with self._raw(name) as handle:
                return handle.read(size)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
            return b""

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Give an entry as a stream of bytes that counts what is read.

        Raises:
            CP-FMT-002: broken archive.
            CP-FMT-004: a limit is exceeded.
        """
        where = f"{self.path.name}!{name}" if self.is_archive else name
        try:
            with self._raw(name) as handle:
                packed = self._packed_size(name)
                yield io.BufferedReader(_Counted(self, handle, where, packed), _CHUNK)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise BadInputError.of(
                "CP-FMT-002", where=where, problem=str(error) or type(error).__name__
            ) from None
        except RuntimeError as error:
            # zipfile tells of encrypted entries so
            raise BadInputError.of("CP-FMT-002", where=where, problem=str(error)) from None

    def count(self, size: int, *, where: str) -> None:
        """Add to what was read of the whole file.

        Raises:
            CP-FMT-004: more than the limit.
        """
        self._read_bytes += size
        require(
            self._read_bytes <= self.limits.total,
            where=where,
            limit="total",
            found=self._read_bytes,
            allowed=self.limits.total,
        )

    def close(self) -> None:
        """Close the file."""
        if self._archive is not None:
            self._archive.close()

    def _raw(self, name: str) -> IO[bytes]:
        if self._archive is None:
            return self.path.open("rb")
        return self._archive.open(name)

    def _packed_size(self, name: str) -> int:
        if self._archive is None:
            return self.path.stat().st_size
        return self._archive.getinfo(name).compress_size


class _Counted(io.RawIOBase):
    """A stream that refuses to give more than the limits allow."""

    def __init__(self, package: Package, inner: IO[bytes], where: str, packed: int) -> None:
        self._package = package
        self._inner = inner
        self._where = where
        self._packed = max(packed, 1)
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # (io gives no other)
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self._size += len(data)
        limits = self._package.limits
        require(
            self._size <= limits.member,
            where=self._where,
            limit="member",
            found=self._size,
            allowed=limits.member,
        )
        if self._package.is_archive and self._size > limits.ratio_from:
            ratio = self._size // self._packed
            require(
                ratio <= limits.ratio,
                where=self._where,
                limit="ratio",
                found=ratio,
                allowed=limits.ratio,
            )
        self._package.count(len(data), where=self._where)
        return len(data)


def require(fits: bool, *, where: str, limit: str, found: int, allowed: int) -> None:  # noqa: FBT001  (reads as a sentence)
    """Do nothing when a limit is kept.

    Raises:
        CP-FMT-004: it is not.
    """
    if not fits:
        raise BadInputError.of("CP-FMT-004", where=where, limit=limit, found=found, allowed=allowed)


@contextmanager
def open_package(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[Package]:
    """Give the entries of a file, which is an archive when its first bytes say so.

    Raises:
        CP-FMT-002: no readable file, or a broken archive.
        CP-FMT-003: an entry with a name that could leave its folder, or that stands twice.
        CP-FMT-004: a limit is exceeded.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            mark = handle.read(4)
    except OSError as error:
        raise BadInputError.of(
            "CP-FMT-002", where=str(path), problem=error.strerror or type(error).__name__
        ) from None
    require(
        size <= limits.archive, where=path.name, limit="archive", found=size, allowed=limits.archive
    )
    archive = None
    if mark in (ZIP_MARK, EMPTY_ZIP_MARK):
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise BadInputError.of("CP-FMT-002", where=path.name, problem=str(error)) from None
    package = None
    try:
        package = Package(path, archive, limits)
        yield package
    finally:
        if archive is not None:
            archive.close()


def _checked_names(path: Path, archive: zipfile.ZipFile, limits: Limits) -> tuple[str, ...]:
    infos = archive.infolist()
    require(
        len(infos) <= limits.members,
        where=path.name,
        limit="members",
        found=len(infos),
        allowed=limits.members,
    )
    seen: set[str] = set()
    for info in infos:
        mode = info.external_attr >> 16
        folded = info.filename.casefold()
        if _BAD_NAME.search(info.filename) or stat.S_IFMT(mode) == _SYMLINK or folded in seen:
            raise BadInputError.of("CP-FMT-003", where=path.name, member=info.filename[:200])
        seen.add(folded)
    return tuple(sorted(info.filename for info in infos if not info.is_dir()))
