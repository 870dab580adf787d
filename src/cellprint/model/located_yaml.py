"""YAML as plain data that remembers its lines.

The reader takes less than YAML allows, on purpose, because files come from strangers:

- UTF-8 only; a file saved as GBK is told apart from other encodings, so that the fix is plain;
- no anchors, aliases or tags (an alias can blow a small file up to any size);
- one document, a mapping or a list, of bounded size and depth;
- each key once; keys are always text.

Unquoted scalars follow the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/, 10.3.2) without its
octal and hexadecimal integers: `NO` (Norway), `on` and `2024-01-01` stay text, and only `true`,
`false`, `null`, `~` and decimal numbers are something else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias

import yaml

from cellprint.errors import BadInputError, Finding

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 50
_MAX_INTEGER_DIGITS = 300

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_WIDE_COLON = re.compile(r"^\s*(?:-\s+)*[\w ]+：")
_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


@dataclass(slots=True)
class _Mark:
    """Line of a value and of everything below it."""

    line: int
    below: dict[str | int, _Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Plain data of a YAML document together with the line of each value."""

    name: str
    data: dict[str, Plain] | list[Plain]
    mark: _Mark = field(repr=False)

    def line_of(self, path: Path) -> int:
        """Return the line (from 1) of the key or list item at `path`.

        A path that leaves the document (a missing key) gets the line of its nearest parent.
        """
        mark = self.mark
        for step in path:
            if step not in mark.below:
                break
            mark = mark.below[step]
        return mark.line

    def where(self, path: Path = ()) -> str:
        """Return `name:line`, the place that an error names."""
        return f"{self.name}:{self.line_of(path)}"


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    value: list[Plain] | dict[str, Plain]
    mark: _Mark
    key: str = ""
    key_line: int = 0
    has_key: bool = False

    def add(self, value: Plain, mark: _Mark) -> None:
        """Put `value` under the waiting key or at the end of the list."""
        if isinstance(self.value, list):
            self.mark.below[len(self.value)] = mark
            self.value.append(value)
        else:
            mark.line = self.key_line
            self.mark.below[self.key] = mark
            self.value[self.key] = value
            self.has_key = False


def parse_yaml(
    text: str | bytes, *, name: str, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> Located:
    r"""Return the data of one YAML document with the line of each value.

    Args:
        text: the document; bytes have to be UTF-8 (a byte order mark is accepted).
        name: what errors call the document, usually its file name.
        max_bytes: largest size accepted [byte].
        max_depth: deepest nesting accepted.

    Raises:
        CP-YAML-001: larger than `max_bytes`.
        CP-YAML-002, CP-YAML-003: not UTF-8 (GBK or GB 18030; anything else).
        CP-YAML-004, CP-YAML-012: not YAML (in general; a full-width colon after a key).
        CP-YAML-005: a key twice in one mapping.
        CP-YAML-006, CP-YAML-007: anchors or aliases; tags.
        CP-YAML-008: nested deeper than `max_depth`.
        CP-YAML-009, CP-YAML-010: neither mapping nor list; more than one document.
        CP-YAML-011: a number that is not finite or absurdly long.
        CP-YAML-013: a key that is itself a collection.
        CP-YAML-014: a control character.

    >>> parse_yaml("a:\n  - {b: NO}\n", name="x.yaml").data
    {'a': [{'b': 'NO'}]}
    """
    content = _decoded(text, name=name, max_bytes=max_bytes)
    forbidden = _FORBIDDEN.search(content)
    if forbidden:
        _refuse(
            "CP-YAML-014",
            name,
            content.count("\n", 0, forbidden.start()) + 1,
            character=f"U+{ord(forbidden.group()):04X}",
        )
    try:
        data, mark = _Builder(name=name, max_depth=max_depth).document(
            yaml.parse(content, Loader=_Loader)
        )
    except yaml.YAMLError as error:
        _refuse_syntax(error, content, name)
    return Located(name=name, data=data, mark=mark)


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Turns parser events into data; holds the collections that are still open."""

    name: str
    max_depth: int
    open: list[_Open] = field(default_factory=list)
    root: tuple[Plain, _Mark] | None = None

    def document(
        self, events: Iterator[yaml.Event]
    ) -> tuple[dict[str, Plain] | list[Plain], _Mark]:
        """Return the data and marks of the only document in `events`."""
        for event in events:
            self._take(event)
        if self.root is None:
            _refuse("CP-YAML-009", self.name, 1, found="nothing")
        value, mark = self.root
        if not isinstance(value, dict | list):
            _refuse("CP-YAML-009", self.name, mark.line, found=_shortened(str(value)))
        return value, mark

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._check_node(event)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self.open.pop()
            self._put(closed.value, closed.mark)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            _refuse("CP-YAML-010", self.name, _line(event))

    def _check_node(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            _refuse("CP-YAML-006", self.name, _line(event), anchor=_shortened(event.anchor))
        tag = getattr(event, "tag", None)
        if tag is not None:
            _refuse("CP-YAML-007", self.name, _line(event), tag=_shortened(tag))

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        if self._awaits_key():
            _refuse("CP-YAML-013", self.name, _line(event))
        if len(self.open) >= self.max_depth:
            _refuse("CP-YAML-008", self.name, _line(event), limit=self.max_depth)
        is_map = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Open({} if is_map else [], _Mark(_line(event))))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = _line(event)
        if self._awaits_key():
            self._key(event.value, line)
        else:
            self._put(self._value(event, line), _Mark(line))

    def _key(self, key: str, line: int) -> None:
        top = self.open[-1]
        if key in top.mark.below:
            first = top.mark.below[key].line
            _refuse("CP-YAML-005", self.name, line, key=_shortened(key), first=first)
        top.key, top.key_line, top.has_key = key, line, True

    def _value(self, event: yaml.ScalarEvent, line: int) -> Plain:
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NUMBER.fullmatch(text):
            return self._number(text, line)
        if _NOT_FINITE.fullmatch(text):
            _refuse("CP-YAML-011", self.name, line, found=text)
        return text

    def _number(self, text: str, line: int) -> int | float:
        if _INTEGER.fullmatch(text) and len(text) <= _MAX_INTEGER_DIGITS:
            return int(text)
        number = float(text)
        if not math.isfinite(number) or _INTEGER.fullmatch(text):
            _refuse("CP-YAML-011", self.name, line, found=_shortened(text))
        return number

    def _awaits_key(self) -> bool:
        if not self.open:
            return False
        top = self.open[-1]
        return isinstance(top.value, dict) and not top.has_key

    def _put(self, value: Plain, mark: _Mark) -> None:
        if self.open:
            self.open[-1].add(value, mark)
        else:
            self.root = (value, mark)


def _decoded(text: str | bytes, *, name: str, max_bytes: int) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        _refuse("CP-YAML-001", name, 1, size=size, limit=max_bytes)
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    for mark, encoding in _WIDE_MARKS:
        if text.startswith(mark):
            _refuse("CP-YAML-003", name, 1, encoding=encoding)
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        if _is_gb18030(text):
            _refuse("CP-YAML-002", name, line)
        _refuse("CP-YAML-003", name, line, encoding="?")


def _is_gb18030(raw: bytes) -> bool:
    """Return whether `raw` reads as GB 18030 text that holds Chinese characters."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def _refuse_syntax(error: yaml.YAMLError, content: str, name: str) -> NoReturn:
    problem = getattr(error, "problem", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    # The parser often stumbles a line or two after the colon that it did not see.
    lines = content.splitlines()
    for number in range(max(1, line - 2), min(line, len(lines)) + 1):
        if _WIDE_COLON.match(lines[number - 1]):
            _refuse("CP-YAML-012", name, number)
    _refuse("CP-YAML-004", name, line, problem=problem)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _shortened(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _refuse(code: str, name: str, line: int, **details: object) -> NoReturn:
    raise BadInputError(Finding(code=code, where=f"{name}:{line}", details=details))
