"""A JSON object that knows which of its keys were read, so that the others can be told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from cellprint.errors import BadInputError
from cellprint.formats.numbers import number_text
from cellprint.formats.safe_json import NumberText
from cellprint.model.foreign import Pairs
from cellprint.model.loss_report import LossReport

NO_RENAMES: Mapping[str, str] = MappingProxyType({})


class JsonObject:
    """An object of a file; each key is taken once."""

    __slots__ = ("left", "renames", "report", "where")

    def __init__(
        self,
        value: dict[str, Any],
        *,
        where: str,
        report: LossReport,
        renames: Mapping[str, str] = NO_RENAMES,
    ) -> None:
        for old in renames.keys() & value.keys():
            value[renames[old]] = value.pop(old)
        self.left = value
        self.renames = renames
        self.where = where
        self.report = report

    def take(self, key: str) -> Any:
        """Return the value of a key, which counts as read; None when there is none."""
        return self.left.pop(key, None)

    def text(self, key: str) -> str:
        """Return a text; other values as JSON; nothing when absent."""
        value = self.left.pop(key, None)
        if value is None:
            return ""
        return str(value) if isinstance(value, str) else raw_json(value)

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; one text is a list of one."""
        value = self.left.pop(key, None)
        if value is None:
            return []
        items = value if isinstance(value, list) else [value]
        return [str(item) for item in items if isinstance(item, str)]

    def needed(self, key: str) -> str:
        """Return a text that must be there.

        Raises:
            CP-FMT-012: it is not.
        """
        value = self.left.pop(key, None)
        if not isinstance(value, str) or not value:
            raise BadInputError.of("CP-FMT-012", where=self.where, field=key)
        return str(value)

    def flag(self, key: str) -> bool:
        """Return whether a key says true."""
        return self.left.pop(key, None) is True

    def number(self, key: str, default: str | None = None) -> str:
        """Return a number as it is written.

        Raises:
            CP-FMT-010: a text where a number belongs, or one that is not finite.
            CP-FMT-012: absent, and there is no default.
        """
        value = self.left.pop(key, None)
        if value is None:
            if default is None:
                raise BadInputError.of("CP-FMT-012", where=self.where, field=key)
            return default
        if not isinstance(value, NumberText):
            raise BadInputError.of("CP-FMT-010", where=f"{self.where}/{key}", found=str(value)[:80])
        return number_text(value, where=f"{self.where}/{key}")

    def reference(self, key: str) -> str:
        """Return the id of the object that a key refers to; nothing when absent."""
        value = self.left.pop(key, None)
        if isinstance(value, dict):
            found = value.get("@id", "")
            return found if isinstance(found, str) else ""
        return ""

    def child(self, key: str) -> JsonObject | None:
        """Return the object under a key."""
        value = self.left.pop(key, None)
        if not isinstance(value, dict):
            return None
        return JsonObject(
            value, where=f"{self.where}/{key}", report=self.report, renames=self.renames
        )

    def children(self, key: str) -> Iterator[JsonObject]:
        """Yield the objects of a list under a key; what is no object is an error.

        Raises:
            CP-FMT-007: an item is no object.
        """
        value = self.left.pop(key, None)
        if value is None:
            return
        for position, item in enumerate(value if isinstance(value, list) else [value]):
            where = f"{self.where}/{key}[{position}]"
            if not isinstance(item, dict):
                raise BadInputError.of("CP-FMT-007", where=where, problem="no object")
            yield JsonObject(item, where=where, report=self.report, renames=self.renames)

    def rest(self, prefix: str, *, known: Iterable[str] = (), path: str = "") -> Pairs:
        """Return what was not read as names and JSON texts, and report it as kept aside.

        Args:
            prefix: set before each name.
            known: keys that say nothing more and are dropped without a word.
            path: name of the place in the report; ends with a slash.
        """
        left = self.left
        for key in known:
            left.pop(key, None)
        if not left:
            return ()
        found = []
        for key, value in left.items():
            if value is not None:
                found.append((f"{prefix}{key}", raw_json(value)))
                self.report.add("CP-FMT-031", "note", path=f"{path}{key}", action="kept")
        return tuple(found)


def raw_json(value: Any) -> str:
    """Return a value as JSON with every number as it was written."""
    if isinstance(value, NumberText):
        return str(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)}: {raw_json(one)}" for key, one in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(raw_json(one) for one in value)}]"
    return json.dumps(value, ensure_ascii=False)
