"""The value of a formula: its tree walked with quantities, every operation unit-checked by pint."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn, TypeAlias

from cellprint.errors import BadInputError, Finding
from cellprint.model.formula import Call, Formula, Literal, Name, Node, Operation, Power
from cellprint.model.quantity import Quantity
from cellprint.units import DIMENSIONLESS, pint_text, registry, unit_names

# A pint quantity with a float magnitude; pint ships no usable static types.
_Measured: TypeAlias = Any

# The unit in which a result is stated when its parts do not cancel to a named unit.
_HOUSE_UNITS = (
    DIMENSIONLESS, "kg", "kWh", "tkm", "item", "m", "m2", "m3", "a", "s",
    *(name for name in unit_names() if name.startswith("kg_")),
    "kgCO2e", "kWh_capacity", "kWh_delivered", "Nm3",
)  # fmt: skip


def evaluate(formula: Formula, names: Mapping[str, Quantity], *, where: str) -> Quantity:
    """Return the value of `formula` with the quantities of `names`.

    Raises:
        CP-UNIT-021: a name that `names` does not have.
        CP-UNIT-023: division by zero.
        CP-UNIT-024: no finite result.
        CP-UNIT-025: quantities of different kinds added or compared.
        CP-UNIT-030: a function of a quantity with a unit where a plain number is needed.
    """
    result = _Walk(formula, names, where).value(formula.tree)
    unit, value = _stated(result)
    if not math.isfinite(value):
        raise BadInputError.of("CP-UNIT-024", where=where, found=formula.text)
    return Quantity(text=f"= {formula.text}", number=repr(value), value=value, unit=unit)


def nearest_names(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
    """Return up to three known names that resemble `name`."""
    return tuple(get_close_matches(name, known, n=3, cutoff=0.5))


class _Walk:
    """One walk over one tree."""

    def __init__(self, formula: Formula, names: Mapping[str, Quantity], where: str) -> None:
        self.formula = formula
        self.names = names
        self.where = where
        self.units = registry()

    def value(self, node: Node) -> _Measured:
        try:
            return self.step(node)
        except ZeroDivisionError:
            self.refuse("CP-UNIT-023")
        except (OverflowError, ValueError):
            # A BadInputError is neither, so codes from deeper down pass through.
            self.refuse("CP-UNIT-024")

    def step(self, node: Node) -> _Measured:
        match node:
            case Literal(number, unit):
                return self.units.Quantity(float(number), pint_text(unit))
            case Name(name):
                return self.named(name)
            case Operation(_, None, right):
                return -self.value(right)
            case Operation(operator, left, right) if left is not None:
                return self.operation(operator, self.value(left), self.value(right))
            case Power(base, exponent):
                return self.power(self.value(base), exponent)
            case Call(function, arguments):
                return self.call(function, [self.value(argument) for argument in arguments])
        raise AssertionError(node)  # pragma: no cover  (the parser makes no other node)

    def named(self, name: str) -> _Measured:
        known = self.names.get(name)
        if known is None:
            near = nearest_names(name, self.names)
            raise BadInputError.of("CP-UNIT-021", where=self.where, near=near, found=name)
        return self.units.Quantity(known.value, pint_text(known.unit))

    def operation(self, operator: str, left: _Measured, right: _Measured) -> _Measured:
        if operator == "*":
            return left * right
        if operator == "/":
            return left / right
        self.require_same(left, right)
        return left + right if operator == "+" else left - right

    def power(self, base: _Measured, exponent: float) -> _Measured:
        if base.magnitude < 0 and not exponent.is_integer():
            self.refuse("CP-UNIT-024")
        return base**exponent

    def call(self, function: str, arguments: list[_Measured]) -> _Measured:
        first = arguments[0]
        if function in ("min", "max"):
            for other in arguments[1:]:
                self.require_same(first, other)
            return (min if function == "min" else max)(arguments)
        if function == "abs":
            return abs(first)
        if function == "sqrt":
            return self.power(first, 0.5)
        if function == "round":
            digits = int(arguments[1].magnitude) if len(arguments) > 1 else 0
            return self.units.Quantity(round(first.magnitude, digits), first.units)
        return self.units.Quantity(_TRANSCENDENT[function](self.plain(function, first)))

    def plain(self, function: str, argument: _Measured) -> float:
        if not argument.dimensionless:
            self.refuse("CP-UNIT-030", function=function, unit=_unit_text(argument))
        return float(argument.to("").magnitude)

    def require_same(self, one: _Measured, other: _Measured) -> None:
        if one.dimensionality != other.dimensionality:
            self.refuse("CP-UNIT-025", one=_unit_text(one), other=_unit_text(other))

    def refuse(self, code: str, **details: str) -> NoReturn:
        stated = {"found": self.formula.text, **details}
        raise BadInputError(Finding(code=code, where=self.where, details=stated))


_TRANSCENDENT: dict[str, Callable[[float], float]] = {"exp": math.exp, "ln": math.log}


def _unit_text(measured: _Measured) -> str:
    """Return the unit of a pint quantity for people."""
    return f"{measured.units:C}".replace("**", "^") or DIMENSIONLESS


def _stated(measured: _Measured) -> tuple[str, float]:
    """Return a result in a named unit where there is one, else in the units it was built from."""
    powers = {str(name): exponent for name, exponent in measured.unit_items()}
    if len(powers) == 1 and set(powers.values()) == {1}:
        return next(iter(powers)), float(measured.magnitude)
    for unit in _HOUSE_UNITS:
        target = registry().Unit(pint_text(unit))
        if target.dimensionality == measured.dimensionality:
            return unit, float(measured.to(target).magnitude)
    return _joined(measured)


def _joined(measured: _Measured) -> tuple[str, float]:
    """Return a compound unit as canonical text, like powers merged (t/kg becomes a number)."""
    reduced = measured.to_reduced_units()
    parts = {str(name): exponent for name, exponent in reduced.unit_items()}
    above = [_text(name, power) for name, power in parts.items() if power > 0]
    below = [_text(name, -power) for name, power in parts.items() if power < 0]
    return "/".join(["*".join(above) or "1", *below]), float(reduced.magnitude)


def _text(name: str, power: float) -> str:
    return name if power == 1 else f"{name}^{power:g}"


def evaluation_order(
    formulas: Mapping[str, tuple[str, ...]], *, where: Callable[[str], str]
) -> tuple[str, ...]:
    """Return the names of `formulas` so that each comes after those it uses.

    Args:
        formulas: name → the names that its formula uses; names without a formula are ignored.
        where: name → the place that errors name.

    Raises:
        CP-UNIT-022: names that use each other in a circle.

    >>> evaluation_order({"b": ("a",), "a": ()}, where=str)
    ('a', 'b')
    """
    done: dict[str, None] = {}
    for start in formulas:
        path: dict[str, None] = {}
        stack = [(start, False)]
        while stack:
            name, finished = stack.pop()
            if finished:
                path.pop(name)
                done[name] = None
            elif name in path:
                circle = [*list(path)[list(path).index(name) :], name]
                raise BadInputError.of("CP-UNIT-022", where=where(name), found=" → ".join(circle))
            elif name in formulas and name not in done:
                path[name] = None
                stack.append((name, True))
                stack.extend((used, False) for used in reversed(formulas[name]))
    return tuple(done)
