"""Values of the formulas that other tools write: plain numbers, names, operators, functions.

Binding, strongest first: brackets, `^` (from the right), sign, `* / %`, `+ -`, comparison, `and`,
`or`. Names and functions are compared without case. A formula is turned into functions of our own
and only the branch of a condition that is needed is computed. Nothing is handed to Python's
evaluator; length and depth are bounded.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import NoReturn, TypeAlias

from cellprint.formats.numbers import is_number, number_text, shortest

MAX_LENGTH = 2000
MAX_DEPTH = 50
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)"
    r"|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|<=|>=|<>|==|!=|[-+*/%^(),;<>=]))"
)
_NUMBER_LIKE = re.compile(
    r"[+-]?[\d.,'\s\u2024]*(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)", re.IGNORECASE
)
_Value: TypeAlias = Callable[[], float]
_Operator: TypeAlias = Callable[[float, float], float]
_LEVELS: tuple[dict[str, _Operator], ...] = (
    {"or": lambda one, other: float(bool(one) or bool(other))},
    {"and": lambda one, other: float(bool(one) and bool(other))},
    {
        "<": operator.lt,
        ">": operator.gt,
        "<=": operator.le,
        ">=": operator.ge,
        "=": operator.eq,
        "==": operator.eq,
        "<>": operator.ne,
        "!=": operator.ne,
    },
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": operator.truediv, "%": math.fmod},
)
_POWERS = ("^", "**")
_CONDITIONS = ("iff", "if")
_FUNCTIONS: dict[str, tuple[int, Callable[..., float]]] = {
    "abs": (1, abs),
    "sqrt": (1, math.sqrt),
    "ln": (1, math.log),
    "log10": (1, math.log10),
    "exp": (1, math.exp),
    "round": (1, round),
    "min": (2, min),
    "max": (2, max),
    "power": (2, math.pow),
}
# Python's own names, which Brightway uses.
PYTHON: dict[str, tuple[int, Callable[..., float]]] = {"log": (1, math.log)}


class FormulaError(ValueError):
    """A formula has no value; the message says why."""


class Values:
    """Values of names, each computed when it is first asked for.

    Args:
        texts: name → number or formula, with a decimal point.
        above: what is asked for names that are not in `texts`.
        functions: functions besides those that all tools share.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        above: Values | None = None,
        functions: Mapping[str, tuple[int, Callable[..., float]]] | None = None,
    ) -> None:
        self.texts = {name.casefold(): text for name, text in texts.items()}
        self.above = above
        self.functions = {**_FUNCTIONS, **(functions or {})}
        self._known: dict[str, float] = {}
        self._open: list[str] = []

    def value(self, name: str) -> float:
        """Return the value of a name.

        Raises:
            FormulaError: unknown, computed from itself, or without a value.
        """
        key = name.casefold()
        if key not in self.texts:
            if self.above is None:
                _refuse(f"{name} is not known")
            return self.above.value(name)
        if key not in self._known:
            if key in self._open or len(self._open) >= MAX_DEPTH:
                _refuse(f"{name} needs itself, or the chain of names is too long")
            self._open.append(key)
            try:
                self._known[key] = self.compute(self.texts[key])
            finally:
                self._open.pop()
        return self._known[key]

    def compute(self, text: str) -> float:
        """Return the value of a formula.

        Raises:
            FormulaError: it is none, or has no finite value.
        """
        try:
            found = float(_Reading(text, self).whole()())
        except (ZeroDivisionError, OverflowError, RecursionError) as error:
            raise FormulaError(str(error)) from None
        except ValueError as error:
            raise FormulaError(str(error) or "no value") from None
        if not math.isfinite(found):
            _refuse("the value is not finite")
        return found


def amount_of(text: str, values: Values, *, where: str) -> tuple[str, str, str]:
    """Return amount, formula, and why there is no amount, of a cell that holds one or the other.

    A plain number keeps its text and has no formula. A formula without a value gives an empty
    amount, never a zero.

    Raises:
        CP-FMT-010: a number that is not finite or not decimal.
    """
    plain = text.strip()
    if not plain:
        return "", "", "the cell is empty"
    if is_number(plain) or _NUMBER_LIKE.fullmatch(plain):
        return number_text(plain, where=where), "", ""
    try:
        return shortest(values.compute(plain)), plain, ""
    except FormulaError as error:
        return "", plain, str(error)


def _refuse(reason: str) -> NoReturn:
    raise FormulaError(reason)


class _Reading:
    """One walk over one formula, which gives a function that computes it."""

    def __init__(self, text: str, values: Values) -> None:
        if len(text) > MAX_LENGTH:
            _refuse("the formula is too long")
        self.values = values
        self.tokens = _tokens(text)
        self.position = 0
        self.depth = 0

    def whole(self) -> _Value:
        found = self.level(0)
        if self.position < len(self.tokens):
            _refuse(f"'{self.tokens[self.position][1]}' is not expected here")
        return found

    def level(self, number: int) -> _Value:
        """Return operations from one level of binding on."""
        if number == len(_LEVELS):
            return self.power()
        first = self.level(number + 1)
        rest: list[tuple[_Operator, _Value]] = []
        while (sign := self.next().casefold()) in _LEVELS[number]:
            self.position += 1
            rest.append((_LEVELS[number][sign], self.level(number + 1)))
        return _chain(first, rest) if rest else first

    def power(self) -> _Value:
        base = self.operand()
        if self.next() not in _POWERS:
            return base
        self.position += 1
        self.deeper()
        exponent = self.power()
        self.depth -= 1
        return lambda: math.pow(base(), exponent())

    def operand(self) -> _Value:
        if self.position == len(self.tokens):
            _refuse("the formula ends too early")
        kind, text = self.tokens[self.position]
        self.position += 1
        if kind == "number":
            number = float(text)
            return lambda: number
        self.deeper()
        if kind == "name":
            found = self.call(text) if self.next() == "(" else self.name(text)
        elif text in ("-", "+"):
            # a sign binds weaker than a power: -2^2 is -4
            inner, sign = self.power(), -1.0 if text == "-" else 1.0
            found = lambda: sign * inner()  # noqa: E731  (one line says it)
        elif text == "(":
            found = self.level(0)
            self.expect(")")
        else:
            _refuse(f"'{text}' is not expected here")
        self.depth -= 1
        return found

    def name(self, text: str) -> _Value:
        return lambda: self.values.value(text)

    def call(self, name: str) -> _Value:
        """Return the call of a function; a condition computes only the side it needs."""
        self.expect("(")
        given = [self.level(0)]
        while self.next() in (",", ";"):
            self.position += 1
            given.append(self.level(0))
        self.expect(")")
        if name.casefold() in _CONDITIONS and len(given) == 3:  # noqa: PLR2004  (test, yes, no)
            test, yes, no = given
            return lambda: yes() if test() else no()
        count, function = self.values.functions.get(name.casefold(), (0, None))
        if function is None:
            _refuse(f"{name} is not a known function")
        if len(given) != count:
            _refuse(f"{name} takes {count} values")
        return lambda: float(function(*(one() for one in given)))

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            _refuse("the formula is too deep")

    def next(self) -> str:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else ""

    def expect(self, text: str) -> None:
        if self.next() != text:
            _refuse(f"'{text}' is missing")
        self.position += 1


def _chain(first: _Value, rest: list[tuple[_Operator, _Value]]) -> _Value:
    """Return operations of one level, computed from the left."""

    def computed() -> float:
        found = first()
        for apply, value in rest:
            found = float(apply(found, value()))
        return found

    return computed


def _tokens(text: str) -> list[tuple[str, str]]:
    found, position = [], 0
    plain = text.strip()
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            _refuse(f"'{plain[position]}' is not expected here")
        found.append((str(match.lastgroup), str(match.group(str(match.lastgroup)))))
        position = match.end()
    return found
