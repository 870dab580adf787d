"""The catalogue of checks: what each asks, where it comes from, which evidence proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import Field, StrictStr, model_validator

from cellprint.errors import BadInputError
from cellprint.model.inventory import Text
from cellprint.rules.book import RuleBook
from cellprint.rules.checks import cn, eu_data, eu_method, eu_result, international
from cellprint.rules.checks.verdict import CheckFunction, Context, Verdict, met, missing, none_of
from cellprint.rules.facts import Facts
from cellprint.rules.yaml_files import Strict, TextShape, read_yaml, yaml_files

FUNCTIONS: Mapping[str, CheckFunction] = {
    **eu_result.FUNCTIONS,
    **eu_data.FUNCTIONS,
    **eu_method.FUNCTIONS,
    **international.FUNCTIONS,
    **cn.FUNCTIONS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check.

    Attributes:
        title: what is checked; `failing`: what a failure means; `evidence`: what proves it.
        needs: names of the facts that it reads.
        decide: the function that decides.
    """

    id: str
    title: Text
    failing: Text
    evidence: Text
    reference: str
    needs: tuple[str, ...]
    decide: CheckFunction


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A demand of a rule text with the checks that answer it, or why none does."""

    id: str
    text: Text
    reference: str
    checks: tuple[str, ...]
    not_applicable: Text | None


class _RuleShape(Strict):
    """Exactly one way to decide; each names a fact or a function."""

    is_given: StrictStr = ""
    is_true: StrictStr = ""
    is_false: StrictStr = ""
    is_empty: StrictStr = ""
    function: StrictStr = ""

    @model_validator(mode="after")
    def _one(self) -> _RuleShape:
        ways = [self.is_given, self.is_true, self.is_false, self.is_empty, self.function]
        if sum(bool(way) for way in ways) != 1:
            raise ValueError("name exactly one way to decide")
        if self.function and self.function not in FUNCTIONS:
            raise ValueError("there is no such check function")
        return self


class _CheckShape(Strict):
    title: TextShape
    failing: TextShape
    evidence: TextShape
    reference: StrictStr = Field(min_length=1)
    needs: tuple[StrictStr, ...]
    rule: _RuleShape

    @model_validator(mode="after")
    def _facts_exist(self) -> _CheckShape:
        rule = self.rule
        named = {rule.is_given, rule.is_true, rule.is_false, rule.is_empty} - {""}
        if not {*self.needs, *named} <= set(Facts.__dataclass_fields__):
            raise ValueError("a check names a fact that does not exist")
        return self


class _CatalogueShape(Strict):
    checks: dict[str, _CheckShape]


class _CoveredShape(Strict):
    text: TextShape
    reference: StrictStr = Field(min_length=1)
    checks: tuple[StrictStr, ...] = ()
    not_applicable: TextShape | None = None

    @model_validator(mode="after")
    def _answered(self) -> _CoveredShape:
        if bool(self.checks) == (self.not_applicable is not None):
            raise ValueError("a demand has checks or a reason why it is not applicable")
        return self


class _CoverageShape(Strict):
    demands: dict[str, _CoveredShape]


@cache
def check_catalogue() -> Mapping[str, Check]:
    """Return every check by id.

    Raises:
        CP-RULE-002: a file names an unknown fact, function or key.
    """
    found: dict[str, Check] = {}
    for file in yaml_files(resources.files("cellprint.rules.checks")):
        if file.name != "coverage.yaml":
            for key, shape in read_yaml(file, _CatalogueShape).checks.items():
                found[key] = _check(key, shape)
    return found


@cache
def coverage() -> tuple[Covered, ...]:
    """Return the demands of Annex II and of the PEF method with the checks that answer them."""
    file = resources.files("cellprint.rules.checks") / "coverage.yaml"
    return tuple(
        Covered(
            id=key,
            text=shape.text.text(),
            reference=shape.reference,
            checks=shape.checks,
            not_applicable=shape.not_applicable.text() if shape.not_applicable else None,
        )
        for key, shape in read_yaml(file, _CoverageShape).demands.items()
    )


def checks_of(book: RuleBook) -> tuple[Check, ...]:
    """Return the checks of a rule book in its order.

    Raises:
        CP-RULE-120: the book names a check that the catalogue lacks.
    """
    known = check_catalogue()
    for check_id in book.checks:
        if check_id not in known:
            raise BadInputError.of("CP-RULE-120", where=book.id, check=check_id)
    return tuple(known[check_id] for check_id in book.checks)


def _check(key: str, shape: _CheckShape) -> Check:
    return Check(
        id=key,
        title=shape.title.text(),
        failing=shape.failing.text(),
        evidence=shape.evidence.text(),
        reference=shape.reference,
        needs=shape.needs,
        decide=_decide(shape.rule),
    )


def _decide(rule: _RuleShape) -> CheckFunction:
    if rule.function:
        return FUNCTIONS[rule.function]
    for name, wanted in ((rule.is_true, True), (rule.is_false, False)):
        if name:
            return _boolean(name, wanted=wanted)
    return _empty(rule.is_empty) if rule.is_empty else _given(rule.is_given)


def _boolean(name: str, *, wanted: bool) -> CheckFunction:
    def decide(facts: Facts, context: Context) -> Verdict:
        del context
        value: bool | None = getattr(facts, name)
        return missing(name) if value is None else met(value is wanted)

    return decide


def _empty(name: str) -> CheckFunction:
    def decide(facts: Facts, context: Context) -> Verdict:
        del context
        found: tuple[str, ...] | None = getattr(facts, name)
        return none_of(found, name)

    return decide


def _given(name: str) -> CheckFunction:
    def decide(facts: Facts, context: Context) -> Verdict:
        del context
        return missing(name) if getattr(facts, name) is None else met(True)  # noqa: FBT003  (passes)

    return decide
