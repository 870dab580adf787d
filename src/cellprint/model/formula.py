"""Formulas: a small, safe language of quantities, as people write it in a spreadsheet.

`= 2.05 kg/kWh_capacity * capacity` and `= max(foil_width, 0.3 m) * 12 um` are formulas. A number
directly followed by a unit is one quantity; a unit alone is one of it; everything else is a name.
Binding, strongest first: brackets, `^`, a number with its unit, sign, `* /`, `+ -`. So `-2^2` is -4
(a spreadsheet says 4) and `10 kg / 5 kg` is 2.

Nothing is handed to Python's own evaluator: text is split into tokens, tokens into a tree, and the
tree is walked. Length, depth and exponents are bounded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from cellprint.errors import BadInputError
from cellprint.units import DIMENSIONLESS, canonical_unit, is_unit

MAX_LENGTH = 500
MAX_DEPTH = 40
MAX_PARTS = 200
MAX_EXPONENT = 10.0
FUNCTIONS = ("min", "max", "sqrt", "exp", "ln", "abs", "round")

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)
    |(?P<name>[^\W\d]\w*)
    |(?P<percent>%)
    |(?P<operator>\*\*|[-+*/^(),])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A number in a unit; a unit alone is 1 of it."""

    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`left operator right`, or `- right` when `left` is None."""

    operator: str
    left: Node | None
    right: Node


@dataclass(frozen=True, slots=True)
class Power:
    """`base ^ exponent` with a plain number as exponent."""

    base: Node
    exponent: float


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one or more arguments."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Literal | Name | Operation | Power | Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula that has been read.

    Attributes:
        text: as it was written, without the leading `=`.
        tree: what it says.
        names: the parameters it uses, in order of first use.
    """

    text: str
    tree: Node
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def is_formula(text: str) -> bool:
    """Return whether `text` is meant as a formula: it begins with `=` (or full-width `＝`)."""
    return text.lstrip()[:1] in ("=", "＝")


def parse_formula(text: str, *, where: str) -> Formula:
    """Return the formula that `text` states, with or without its leading `=`.

    Raises:
        CP-UNIT-001: a unit that is not known follows a number.
        CP-UNIT-020: not a formula.
        CP-UNIT-026: an exponent that is no plain number or is too large.
        CP-UNIT-027: too long or too deep.
        CP-UNIT-028: a function with the wrong number of arguments.
        CP-UNIT-029: not a function.

    >>> parse_formula("= 2.05 kg/kWh_capacity * capacity", where="x").names
    ('capacity',)
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("=").strip()
    plain = plain.replace("−", "-").replace("×", "*").replace("·", "*")
    if len(plain) > MAX_LENGTH:
        _refuse_size(where)
    parser = _Parser(plain, where)
    tree = parser.whole()
    return Formula(text=plain, tree=tree, names=tuple(parser.names))


class _Parser:
    """Recursive descent over the tokens of one formula; lives for one call of `parse_formula`."""

    def __init__(self, text: str, where: str) -> None:
        self.text = text
        self.where = where
        self.tokens = _tokens(text, where)
        self.position = 0
        self.depth = 0
        self.names: dict[str, None] = {}

    def whole(self) -> Node:
        tree = self.sum()
        if self.peek().kind != "end":
            self.refuse()
        return tree

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            _refuse_size(self.where)
        node = self.product()
        while self.peek().text in ("+", "-"):
            operator = self.take().text
            node = Operation(operator, node, self.product())
        self.depth -= 1
        return node

    def product(self) -> Node:
        node = self.signed()
        while self.peek().text in ("*", "/"):
            operator = self.take().text
            node = Operation(operator, node, self.signed())
        return node

    def signed(self) -> Node:
        signs = 0
        while self.peek().text in ("-", "+"):
            signs += self.take().text == "-"
        node = self.with_unit()
        return Operation("-", None, node) if signs % 2 else node

    def with_unit(self) -> Node:
        """Return `number unit` as one literal, a power, or a plain operand."""
        token = self.peek()
        if token.kind != "number" or self.peek(1).kind not in ("name", "percent"):
            return self.power()
        number = self.take().text
        unit = self.peek()
        if unit.kind == "name" and self.peek(1).text == "(":
            self.refuse()
        if unit.kind == "percent":
            self.take()
            return Literal(number, "percent")
        canonical_unit(unit.text, where=self.where)
        return Operation("*", Literal(number, DIMENSIONLESS), self.power())

    def power(self) -> Node:
        base = self.operand()
        if self.peek().text not in ("^", "**"):
            return base
        self.take()
        return Power(base, self.exponent())

    def exponent(self) -> float:
        bracket = self.peek().text == "("
        if bracket:
            self.take()
        sign = -1.0 if self.peek().text == "-" else 1.0
        if self.peek().text in ("-", "+"):
            self.take()
        token = self.take()
        if token.kind != "number" or float(token.text) > MAX_EXPONENT:
            raise BadInputError.of(
                "CP-UNIT-026",
                where=self.where,
                exponent=token.text or "-",
                found=self.text,
                limit=int(MAX_EXPONENT),
            )
        if bracket and self.take().text != ")":
            self.refuse(back=1)
        return sign * float(token.text)

    def operand(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return Literal(token.text, DIMENSIONLESS)
        if token.kind == "name":
            return self.called(token.text) if self.peek().text == "(" else self.named(token.text)
        if token.text != "(":
            self.refuse(back=1)
        node = self.sum()
        if self.take().text != ")":
            self.refuse(back=1)
        return node

    def named(self, name: str) -> Node:
        if is_unit(name):
            return Literal("1", canonical_unit(name, where=self.where))
        self.names[name] = None
        return Name(name)

    def called(self, function: str) -> Node:
        if function not in FUNCTIONS:
            raise BadInputError.of(
                "CP-UNIT-029", where=self.where, function=function, found=self.text
            )
        self.take()
        arguments = [self.sum()]
        while self.peek().text == ",":
            self.take()
            arguments.append(self.sum())
        if self.take().text != ")":
            self.refuse(back=1)
        return self.checked(function, tuple(arguments))

    def checked(self, function: str, arguments: tuple[Node, ...]) -> Call:
        """Return the call, its number of arguments checked."""
        many = function in ("min", "max")
        second_is_digits = (
            function == "round"
            and len(arguments) == 2  # noqa: PLR2004  (value and number of digits)
            and isinstance(arguments[1], Literal)
            and arguments[1].number.isdigit()
        )
        if not (len(arguments) == 1 or many or second_is_digits):
            raise BadInputError.of(
                "CP-UNIT-028",
                where=self.where,
                function=function,
                found=self.text,
                count=len(arguments),
            )
        return Call(function, arguments)

    def peek(self, ahead: int = 0) -> _Token:
        return self.tokens[min(self.position + ahead, len(self.tokens) - 1)]

    def take(self) -> _Token:
        token = self.peek()
        self.position += 1
        return token

    def refuse(self, back: int = 0) -> NoReturn:
        token = self.tokens[max(0, min(self.position - back, len(self.tokens) - 1))]
        raise BadInputError.of(
            "CP-UNIT-020", where=self.where, found=self.text, token=token.text or "…"
        )


def _tokens(text: str, where: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            token = text[position:].strip()[:20]
            raise BadInputError.of("CP-UNIT-020", where=where, found=text, token=token)
        tokens.append(_Token(match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    if len(tokens) > MAX_PARTS:
        _refuse_size(where)
    tokens.append(_Token("end", ""))
    return tokens


def _refuse_size(where: str) -> NoReturn:
    raise BadInputError.of(
        "CP-UNIT-027", where=where, length=MAX_LENGTH, parts=MAX_PARTS, depth=MAX_DEPTH
    )
