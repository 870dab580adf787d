"""Reading a JSON document with errors that name the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cellprint.errors import BadInputError, CellprintError
from cellprint.model.inventory import Text

JsonObject = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A value of a JSON document and the JSON pointer that leads to it."""

    value: object
    where: str = ""

    def get(self, key: str) -> Cursor | None:
        """Return the value under `key`, or None when it is absent or null.

        Raises:
            CP-CHART-005: this value is not an object.
        """
        if not isinstance(self.value, Mapping):
            raise self.mismatch("an object")
        found = self.value.get(key)
        return None if found is None else Cursor(found, f"{self.where}/{key}")

    def at(self, key: str) -> Cursor:
        """Return the value under `key`.

        Raises:
            CP-CHART-001: there is none.
            CP-CHART-005: this value is not an object.
        """
        found = self.get(key)
        if found is None:
            raise BadInputError.of("CP-CHART-001", where=self.where or "/", key=key)
        return found

    def items(self) -> Iterator[Cursor]:
        """Yield the values of a list in order.

        Raises:
            CP-CHART-005: this value is not a list.
        """
        if not isinstance(self.value, Sequence) or isinstance(self.value, str):
            raise self.mismatch("a list")
        for index, item in enumerate(self.value):
            yield Cursor(item, f"{self.where}/{index}")

    def each(self, key: str) -> Iterator[Cursor]:
        """Yield the values of the list under `key`; nothing when it is absent."""
        found = self.get(key)
        return iter(()) if found is None else found.items()

    def text(self) -> str:
        """Return a string, or the text of a whole number.

        Raises:
            CP-CHART-005: this value is neither.
        """
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return str(self.value)
        raise self.mismatch("a text")

    def string(self, key: str, default: str = "") -> str:
        """Return the string under `key`, or `default` when it is absent."""
        found = self.get(key)
        return default if found is None else found.text()

    def flag(self, key: str) -> bool:
        """Return the truth value under `key`; absent is false.

        Raises:
            CP-CHART-005: the value is not a truth value.
        """
        found = self.get(key)
        if found is None:
            return False
        if not isinstance(found.value, bool):
            raise found.mismatch("true or false")
        return found.value

    def label(self) -> Text:
        """Return a label in both languages; a plain string serves both."""
        if isinstance(self.value, str):
            return Text(en=self.value, zh=self.value)
        return Text(en=self.at("en").text(), zh=self.at("zh").text())

    def named(self, key: str) -> Text | None:
        """Return the label under `key`, or None when it is absent."""
        found = self.get(key)
        return None if found is None else found.label()

    def decimal(self) -> Decimal:
        """Return a number.

        Raises:
            CP-CHART-002: this value is not a finite decimal number.
        """
        if isinstance(self.value, (str, int, float)) and not isinstance(self.value, bool):
            try:
                number = Decimal(str(self.value))
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite():
                return number
        raise BadInputError.of("CP-CHART-002", where=self.where or "/", found=repr(self.value))

    def number(self, key: str) -> Decimal | None:
        """Return the number under `key`, or None when it is absent."""
        found = self.get(key)
        return None if found is None else found.decimal()

    def mismatch(self, expected: str) -> CellprintError:
        """Return the error that this value is not what was expected."""
        kind = type(self.value).__name__
        return BadInputError.of(
            "CP-CHART-005", where=self.where or "/", expected=expected, found=kind
        )
