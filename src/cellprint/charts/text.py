"""Widths of labels without a font at hand, and the lines that fit a width.

The widths are upper estimates over the system fonts in use, so that a drawing has the same bytes
on every machine and a label that fits here fits in the browser too.
"""

from __future__ import annotations

from functools import lru_cache

HAN_FROM = "\u2e80"
NARROW = frozenset("ijlI.,:;|'!()[]`·/ ")
WIDE = frozenset("mwMW@%—…+=<>\u2212")
CLOSING = frozenset("，。；：、！？）》」』”’%,.;:!?)]")
SHORTEST_SYLLABLE = 3
OPENING = frozenset("（《「『“‘([")


def char_width(char: str) -> float:
    """Return the width of one character in em."""
    if char >= HAN_FROM:
        return 1.0
    if char in NARROW:
        return 0.4
    if char in WIDE:
        return 0.95
    if char.isupper():
        return 0.74
    return 0.63


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    """Return the width of `text` in px at font size `size` px."""
    return sum(char_width(char) for char in text) * size


def shortened(text: str, limit: float, size: float) -> str:
    """Return `text`, cut with an ellipsis where it is wider than `limit` px."""
    if width(text, size) <= limit:
        return text
    kept = text
    while kept and width(kept + "…", size) > limit:
        kept = kept[:-1]
    return kept.rstrip(" ,.;:，、；：（(") + "…"


def pieces(text: str) -> list[str]:
    """Return the unbreakable pieces of `text`: words with their space, single Han characters."""
    found: list[str] = []
    for char in text:
        if found and _joined(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _joined(piece: str, char: str) -> bool:
    """Whether no line may break between `piece` and `char`."""
    last = piece[-1]
    if last == " ":
        return False
    if char in CLOSING or char == " " or last in OPENING:
        return True
    hyphenated = last == "-" and char.isalpha() and len(piece) >= SHORTEST_SYLLABLE
    return char < HAN_FROM and last < HAN_FROM and not hyphenated


def wrapped(text: str, limit: float, size: float, lines: int = 0) -> tuple[str, ...]:
    """Return the lines of `text` that fit `limit` px, at most `lines` of them (0 = any number)."""
    rows = [""]
    for piece in pieces(text):
        if rows[-1] and width((rows[-1] + piece).rstrip(), size) > limit:
            rows.append("")
        rows[-1] += piece
    rows = [row.strip() for row in rows]
    if lines and len(rows) > lines:
        tail = text[len("".join(_until(text, rows[: lines - 1]))) :].strip()
        rows = [*rows[: lines - 1], tail]
    return tuple(shortened(row, limit, size) for row in rows)


def _until(text: str, rows: list[str]) -> str:
    """Return the beginning of `text` that `rows` cover."""
    end = 0
    for row in rows:
        end = text.index(row, end) + len(row)
    return text[:end]
