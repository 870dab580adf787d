"""XML of strangers, streamed: no document types, no entities, nothing fetched, bounded depth."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

from cellprint.errors import BadInputError, CellprintError

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEAD = 4096
_ENCODED = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def xml_elements(source: IO[bytes], *, tags: tuple[str, ...], where: str) -> Iterator[_Element]:
    """Yield the complete elements with one of `tags`, clearing each after use.

    A document that cannot be read to its end raises, whatever was yielded before.

    Raises:
        CP-FMT-005: not well-formed, or nested too deep.
        CP-FMT-006: it has a document type.
    """
    from lxml import etree  # noqa: PLC0415  (not needed by the verbs that compute)

    head = source.read(_HEAD)
    _refuse_doctype(head, where=where)
    stream = cast("IO[bytes]", io.BufferedReader(_Joined(head, source)))
    try:
        for _, element in etree.iterparse(
            stream,
            events=("end",),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            recover=False,
        ):
            if _has_doctype(element):
                raise _doctype(where)
            yield element
            _forget(element)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise BadInputError.of(
            "CP-FMT-005", where=where, problem=str(error)[:200] or type(error).__name__
        ) from None


def xml_root(data: bytes, *, where: str) -> _Element:
    """Return the root of a small document.

    Raises:
        CP-FMT-005: not well-formed, or nested too deep.
        CP-FMT-006: it has a document type.
    """
    from lxml import etree  # noqa: PLC0415  (not needed by the verbs that compute)

    _refuse_doctype(data[:_HEAD], where=where)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise BadInputError.of(
            "CP-FMT-005", where=where, problem=str(error)[:200] or type(error).__name__
        ) from None
    if _has_doctype(root):
        raise _doctype(where)
    return root


class _Joined(io.RawIOBase):
    """The head that was read already, then the rest."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # (io gives no other)
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _refuse_doctype(head: bytes, *, where: str) -> None:
    encoding = next((name for mark, name in _ENCODED.items() if head.startswith(mark)), "latin-1")
    if "<!DOCTYPE" in head.decode(encoding, "replace").upper():
        raise _doctype(where)


def _has_doctype(element: _Element) -> bool:
    return bool(getattr(element.getroottree().docinfo, "doctype", ""))


def _doctype(where: str) -> CellprintError:
    return BadInputError.of("CP-FMT-006", where=where)


def _forget(element: _Element) -> None:
    """Free an element and what came before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
