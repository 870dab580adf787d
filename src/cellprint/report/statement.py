"""What a document states about a footprint: every number already as it is shown.

HTML and other outputs read the same `Statement`, so they cannot differ in a digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cellprint.charts.contributions import Contributors
from cellprint.charts.electricity_methods import ElectricityMethods
from cellprint.charts.sankey import Sankey
from cellprint.charts.stage_bars import StageBars
from cellprint.charts.waterfall import Waterfall
from cellprint.i18n import Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A labelled value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNumber:
    """One of the numbers that head the page."""

    label: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to know before the number is used; `kind` is draft, unverified or note."""

    kind: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row: shown cells, a second line for the first, the branch of the tree it leads to."""

    cells: tuple[str, ...]
    note: str = ""
    anchor: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; all columns but the first hold numbers or short words. `csv` is an address."""

    id: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    csv: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch of the contribution tree.

    Attributes:
        anchor: id on the page; `path`: what `cellprint explain` takes.
        bar: share of the total for a small bar, 0 to 100.
        source_anchor: id of the source on the page; empty when it is not listed.
    """

    anchor: str
    path: str
    stage: str
    name: str
    value: str
    share: str
    bar: str
    credit: bool
    amount: str = ""
    location: str = ""
    status: str = ""
    status_name: str = ""
    source: str = ""
    source_anchor: str = ""
    licence: str = ""
    page: str = ""
    children: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodNote:
    """What an electricity method rests on and what stood in for what."""

    name: str
    basis: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorRow:
    """An electricity factor that the result rests on."""

    id: str
    location: str
    value: str
    unit: str
    status: str
    status_name: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """Which share of the result rests on data of one status; `bar` is 0 to 100."""

    status: str
    name: str
    share: str
    bar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source with its licence."""

    anchor: str
    id: str
    title: str
    authors: str
    year: str
    document: str
    licence: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A finding about the study."""

    code: str
    where: str
    what: str
    fix: str
    severity: str
    severity_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How the exchanges were linked."""

    counts: tuple[Fact, ...]
    reasons: tuple[Fact, ...]
    fallbacks: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """The views of all charts; `methods` is None where no method is reported."""

    stages: StageBars
    waterfall: Waterfall
    contributions: Contributors
    chain: Sankey
    chain_middle: Sankey
    chain_narrow: Sankey
    methods: ElectricityMethods | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Everything that a report of one footprint says, in one language."""

    lang: Lang
    study_id: str
    name: str
    functional_unit: str
    headline: KeyNumber
    key_numbers: tuple[KeyNumber, ...]
    notices: tuple[Notice, ...]
    facts: tuple[Fact, ...]
    note: str
    product_unit: str
    tables: Mapping[str, Table]
    tree: tuple[Branch, ...]
    methods: tuple[MethodNote, ...]
    factors: tuple[FactorRow, ...]
    statuses: tuple[StatusRow, ...]
    unverified_share: str
    links: Links | None
    findings: tuple[FindingRow, ...]
    cut_offs: tuple[Fact, ...]
    sources: tuple[SourceRow, ...]
    recipe: tuple[Fact, ...]
    charts: Charts
