"""An XML element whose attributes are taken one by one, so that the others can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cellprint.errors import BadInputError
from cellprint.formats.numbers import number_text
from cellprint.model.foreign import UNDETERMINED, Pairs, Words
from cellprint.model.loss_report import LossReport

if TYPE_CHECKING:
    from lxml.etree import _Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def local_name(element: _Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


class XmlObject:
    """An element; each attribute is taken once, each kind of child once."""

    __slots__ = ("children", "element", "left", "report", "where")

    def __init__(self, element: _Element, *, where: str, report: LossReport) -> None:
        self.element = element
        self.where = where
        self.report = report
        self.left = {
            str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()
        }
        self.children: dict[str, list[_Element]] = {}
        for child in element:
            if isinstance(child.tag, str):
                self.children.setdefault(local_name(child), []).append(child)

    def text(self, name: str) -> str:
        """Return an attribute, which counts as read; nothing when absent."""
        return self.left.pop(name, "").strip()

    def needed(self, name: str) -> str:
        """Return an attribute that must be there.

        Raises:
            CP-FMT-012: it is not.
        """
        found = self.text(name)
        if not found:
            raise BadInputError.of("CP-FMT-012", where=self.place, field=name)
        return found

    def number(self, name: str, default: str | None = None) -> str:
        """Return a number as it is written.

        Raises:
            CP-FMT-010: no finite decimal number.
            CP-FMT-012: absent, and there is no default.
        """
        found = self.text(name)
        if not found:
            if default is None:
                raise BadInputError.of("CP-FMT-012", where=self.place, field=name)
            return default
        return number_text(found, where=f"{self.place}/@{name}")

    @property
    def place(self) -> str:
        """Return where the element stands, with its line."""
        line = self.element.sourceline
        return f"{self.where} (line {line})" if line else self.where

    def first(self, name: str) -> XmlObject | None:
        """Return the first child with this name; further ones stay and are told."""
        found = self.children.get(name)
        if not found:
            return None
        child = found.pop(0)
        return XmlObject(child, where=f"{self.where}/{name}", report=self.report)

    def all(self, name: str) -> Iterator[XmlObject]:
        """Yield the children with this name."""
        for child in self.children.pop(name, ()):
            yield XmlObject(child, where=f"{self.where}/{name}", report=self.report)

    def content(self, name: str) -> str:
        """Return the text of the first child with this name."""
        found = self.children.get(name)
        return (found.pop(0).text or "").strip() if found else ""

    def words(self, name: str) -> Words:
        """Return the texts of the children with this name, each with its language."""
        return tuple(
            (str(child.get(_LANGUAGE) or UNDETERMINED), (child.text or "").strip())
            for child in self.children.pop(name, ())
            if (child.text or "").strip()
        )

    def rest(self, prefix: str, *, known: Iterable[str] = (), path: str = "") -> Pairs:
        """Return the attributes that were not read, and report them and unread children."""
        for name in known:
            self.left.pop(name, None)
            self.children.pop(name, None)
        found = []
        for name, value in self.left.items():
            found.append((f"{prefix}{name}", value))
            self.report.add("CP-FMT-031", "note", path=f"{path}@{name}", action="kept")
        for name, elements in self.children.items():
            if elements:
                self.report.add(
                    "CP-FMT-030",
                    "loss",
                    path=f"{path}{name}",
                    action="not read",
                    count=len(elements),
                )
        return tuple(found)
