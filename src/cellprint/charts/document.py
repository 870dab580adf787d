"""The footprint document as far as charts need it, read and checked once.

The document is the JSON that `cellprint compute STUDY --json` prints. Absent optional parts stay
absent; parts that do not add up to their whole are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from cellprint.charts.reading import Cursor, JsonObject
from cellprint.charts.theme import STAGES
from cellprint.errors import BadInputError
from cellprint.model.inventory import Text

# Documents carry twelve significant digits; sums of hundreds of parts stay well inside this.
TOLERANCE = Decimal("1e-8")
REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A value and its unit."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A life-cycle stage: `value` per functional unit, `per_product` per product [kg CO2e]."""

    id: str
    name: Text
    value: Decimal
    per_product: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A branch of the contribution tree; `path` is what `cellprint explain` takes.

    `value` is in kg CO2e per product; children add up to it. `amount` is per reference unit of
    the parent's product.
    """

    id: str
    path: str
    stage: str
    name: Text
    kind: str
    value: Decimal
    share: Decimal
    amount: Decimal | None = None
    unit: str = ""
    location: str = ""
    status: str = ""
    source: str = ""
    page: str = ""
    children: tuple[Node, ...] = ()

    @property
    def is_rest(self) -> bool:
        """Whether this node only closes its level."""
        return self.id == REST

    def walk(self) -> Iterator[Node]:
        """Yield this node and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """The footprint under one way of counting electricity, per functional unit.

    `total` and `difference` are None for a method that never enters a product footprint;
    `difference` is relative to the method that counts. `flags` say what stood in for what.
    """

    id: str
    name: Text
    counts: bool
    total: Decimal | None
    difference: Decimal | None
    note: Text | None = None
    reference: str = ""
    status: str = ""
    flags: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """A footprint document, read.

    Attributes:
        total: per functional unit.
        per_product: per product.
        functional_unit, functional_unit_id: what the total is stated per, in words and as id.
        release, rule_book: what it was computed with; empty when the document does not say.
        document: the whole document, for readers of its optional parts.
    """

    study_id: str
    name: Text
    total: Amount
    per_product: Amount
    functional_unit: Text | None
    functional_unit_id: str
    stages: tuple[Stage, ...]
    contributions: tuple[Node, ...]
    methods: tuple[Method, ...]
    release: str
    rule_book: str
    document: Cursor


def read_footprint(document: JsonObject) -> Footprint:
    """Return the document, read and checked.

    Raises:
        CP-CHART-001: a required key is missing, or there is no stage.
        CP-CHART-002: a number is not a finite decimal.
        CP-CHART-003: parts do not add up to their whole.
        CP-CHART-004: a stage id is unknown.
        CP-CHART-005: a value has the wrong kind.
    """
    root = Cursor(document)
    study = root.at("study")
    footprint = Footprint(
        study_id=study.at("id").text(),
        name=study.named("name") or root.at("product").at("name").label(),
        total=read_amount(root.at("total")),
        per_product=read_amount(root.at("per_product")),
        functional_unit=_functional_unit(root),
        functional_unit_id=_inner(root, "functional_unit", "id"),
        stages=tuple(_stage(item) for item in root.at("stages").items()),
        contributions=tuple(_node(item, "", "") for item in root.at("contributions").items()),
        methods=tuple(_method(item) for item in root.each("electricity_methods")),
        release=_inner(root, "catalogue", "release"),
        rule_book=_inner(root, "rulebook", "id"),
        document=root,
    )
    if not footprint.stages:
        raise BadInputError.of("CP-CHART-001", where="/stages", key="stages")
    _check_sums(footprint)
    return footprint


def check_sum(parts: Iterable[Decimal], whole: Decimal, where: str) -> None:
    """Refuse parts that do not add up to their whole.

    Raises:
        CP-CHART-003: the difference exceeds the rounding of the document's digits.
    """
    values = tuple(parts)
    found = sum(values, Decimal(0))
    size = max((abs(value) for value in (*values, whole)), default=Decimal(0))
    if abs(found - whole) > TOLERANCE * size:
        raise BadInputError.of("CP-CHART-003", where=where, found=str(found), expected=str(whole))


def _check_sums(footprint: Footprint) -> None:
    stages, tree = footprint.stages, footprint.contributions
    check_sum((stage.value for stage in stages), footprint.total.value, "/stages")
    whole = footprint.per_product.value
    check_sum((stage.per_product for stage in stages), whole, "/stages")
    check_sum((node.value for node in tree), whole, "/contributions")
    for node in (inner for top in tree for inner in top.walk() if inner.children):
        parts = (child.value for child in node.children)
        check_sum(parts, node.value, f"/contributions/{node.path}")


def read_amount(cursor: Cursor) -> Amount:
    """Return a value and its unit."""
    return Amount(value=cursor.at("value").decimal(), unit=cursor.at("unit").text())


def _stage_id(cursor: Cursor) -> str:
    found = cursor.at("id").text()
    if found not in STAGES:
        raise BadInputError.of("CP-CHART-004", where=f"{cursor.where}/id", found=found)
    return found


def _stage(cursor: Cursor) -> Stage:
    return Stage(
        id=_stage_id(cursor),
        name=cursor.at("name").label(),
        value=cursor.at("value").decimal(),
        per_product=cursor.at("per_product").decimal(),
        share=cursor.at("share").decimal(),
    )


def _node(cursor: Cursor, parent: str, stage: str) -> Node:
    name = cursor.at("id").text()
    # Stages too small for a branch of their own are closed by a rest that belongs to no stage.
    own_stage = stage or ("" if name == REST else _stage_id(cursor))
    path = f"{parent}/{name}" if parent else name
    return Node(
        id=name,
        path=path,
        stage=own_stage,
        name=cursor.at("name").label(),
        kind=cursor.string("kind"),
        value=cursor.at("value").decimal(),
        share=cursor.at("share").decimal(),
        amount=cursor.number("amount"),
        unit=cursor.string("unit"),
        location=cursor.string("location"),
        status=cursor.string("status"),
        source=cursor.string("source"),
        page=cursor.string("page"),
        children=tuple(_node(child, path, own_stage) for child in cursor.each("children")),
    )


def _method(cursor: Cursor) -> Method:
    return Method(
        id=cursor.at("id").text(),
        name=cursor.at("name").label(),
        counts=cursor.flag("counts"),
        total=cursor.number("total"),
        difference=cursor.number("difference"),
        note=cursor.named("note"),
        reference=cursor.string("reference"),
        status=cursor.string("status"),
        flags=tuple(flag.label() for flag in cursor.each("flags")),
    )


def _functional_unit(root: Cursor) -> Text | None:
    unit = root.get("functional_unit")
    return unit.named("text") if unit else None


def _inner(root: Cursor, outer: str, key: str) -> str:
    found = root.get(outer)
    return found.string(key) if found else ""
