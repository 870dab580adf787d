"""Compute a study: link it, solve it, count it by a rule book, and say how it is supported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cellprint.app.counting import DEFAULT_BOOK, Count, count
from cellprint.app.data import working_catalogue
from cellprint.app.documents import Json
from cellprint.app.electricity import Supplied, grid_factors, supplied
from cellprint.app.end_of_life import EndOfLife, end_of_life, method_and_parameters
from cellprint.app.footprint_document import footprint_document
from cellprint.app.foreground import Foreground, Lined, foreground, lined
from cellprint.app.linking import LinkSettings, link
from cellprint.app.methods import Method, electricity_methods
from cellprint.app.opening import open_study
from cellprint.app.product import resolved_choices
from cellprint.app.recycled_input import RecycledInputs, recycled_inputs
from cellprint.app.solving import intensities
from cellprint.app.support import Support, support
from cellprint.catalogue.names import resolve_flow
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.model.inventory import Status
from cellprint.model.study_resolve import resolve_study
from cellprint.model.study_resolved import ResolvedStudy
from cellprint.model.system import System
from cellprint.rules.book import RuleBook, rule_book
from cellprint.rules.electricity import Resolver, electricity_resolver
from cellprint.rules.end_of_life import Method as EndOfLifeMethod
from cellprint.rules.end_of_life import counted_method, reported_methods


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A study linked and solved under one electricity rule.

    Attributes:
        intensities: footprint of one unit of every node's product, shape (n,) [kg CO2e/unit].
        root: index of the product's node.
    """

    system: System
    intensities: npt.NDArray[np.float64]
    root: int
    own: Foreground
    supplied: Supplied
    ending: EndOfLife
    inputs: RecycledInputs

    @property
    def per_battery(self) -> float:
        """Return the footprint of one battery [kg CO2e]."""
        return float(self.intensities[self.root])


@dataclass(frozen=True, slots=True, kw_only=True)
class Computation:
    """A computed study with everything that explains it.

    Attributes:
        methods: the footprint under every electricity method of the book.
        endings: the study under every end-of-life method of the book; the first one counts.
        standing: what holds on a day of the suppliers' declarations behind the study.
    """

    catalogue: Catalogue
    study: ResolvedStudy
    book: RuleBook
    counted: Count
    linked: Linked
    methods: tuple[Method, ...]
    endings: Mapping[EndOfLifeMethod, Linked]
    support: Support
    standing: tuple[Finding, ...] = ()

    @property
    def statuses(self) -> Mapping[Status, float]:
        """Return which share of the footprint rests on which status."""
        return self.support.shares

    @property
    def system(self) -> System:
        """Return the linked system that counts."""
        return self.linked.system

    @property
    def intensities(self) -> npt.NDArray[np.float64]:
        """Return the footprint of one unit of every node's product, shape (n,)."""
        return self.linked.intensities

    @property
    def root(self) -> int:
        """Return the index of the product."""
        return self.linked.root

    @property
    def formulas(self) -> Mapping[str, str]:
        """Return exchange id → formula as the study writes it."""
        return self.linked.own.formulas

    @property
    def document(self) -> Json:
        """Return the footprint as a document."""
        return footprint_document(self)


def compute_study_file(
    path: Path,
    *,
    rules: str = "",
    overrides: Mapping[str, str] | None = None,
    catalogue: Catalogue | None = None,
) -> Computation:
    """Return the computed study of a file.

    Args:
        path: study file (YAML or workbook).
        rules: id of a rule book; empty for the study's own, else the default for vehicles.
        overrides: parameter → value.
        catalogue: the data; None for the shipped ones with those of `CELLPRINT_CATALOGUES`.

    Raises:
        CP-CLI-004: there is no such file.
        CP-…: see docs/reference/error-codes.md.
    """
    if not path.is_file():
        raise BadInputError.of("CP-CLI-004", where=str(path), found=path.name)
    data = catalogue or working_catalogue()
    opened = open_study(path, data)
    resolved = resolve_study(opened.study, overrides=overrides, where=opened.where)
    noted = replace(resolved, findings=(*opened.findings, *resolved.findings))
    return compute_study(data, noted, rules=rules)


def compute_study(catalogue: Catalogue, study: ResolvedStudy, *, rules: str = "") -> Computation:
    """Return the computed study.

    Raises:
        CP-DATA-…, CP-LINK-…, CP-UNIT-…: lines that cannot be linked.
        CP-RULE-…: the rule book is unknown or cannot count the study.
    """
    book = rule_book(rules or study.study.rulebook or DEFAULT_BOOK)
    counted = count(book, study)
    lines = study_lines(catalogue, study)
    solved: dict[object, Linked] = {}

    def under(resolver: Resolver) -> Linked:
        # Many rules come to the same supplies; each different one is linked and solved once.
        supply = supplied(catalogue, study, lines, resolver)
        key = (supply.geography, supply.resolution.supplies)
        if key not in solved:
            solved[key] = link_study(catalogue, study, book, supply)
        return replace(solved[key], supplied=supply)

    linked = under(electricity_resolver(book.electricity))
    methods = electricity_methods(book, under)
    return Computation(
        catalogue=catalogue,
        study=study,
        book=book,
        counted=counted,
        linked=linked,
        methods=methods,
        endings=_endings(catalogue, study, book, linked),
        support=support(linked.system, linked.root, linked.per_battery),
    )


def _endings(
    catalogue: Catalogue, study: ResolvedStudy, book: RuleBook, linked: Linked
) -> dict[EndOfLifeMethod, Linked]:
    """Return the study under every end-of-life method of the book, the one that counts first."""
    first = counted_method(book)
    beside = {
        method: link_study(catalogue, study, book, linked.supplied, recycling=method)
        for method in reported_methods(book)
        if method != first and "end_of_life" in book.stages
    }
    return {first: linked, **beside}


def study_lines(catalogue: Catalogue, study: ResolvedStudy) -> tuple[Lined, ...]:
    """Return every line of the study as an exchange; all problems are raised at once."""
    lines: list[Lined] = []
    findings: list[Finding] = []
    for amount in study.amounts:
        try:
            line = lined(catalogue, amount)
            _require_same_product(catalogue, study, line)
        except CellprintError as error:
            findings += error.findings
        else:
            lines.append(line)
    if findings:
        raise BadInputError(*findings)
    return tuple(lines)


def link_study(
    catalogue: Catalogue,
    study: ResolvedStudy,
    book: RuleBook,
    supply: Supplied,
    *,
    recycling: EndOfLifeMethod | None = None,
) -> Linked:
    """Return the study linked and solved with its electricity as supplied.

    Args:
        catalogue: the data.
        study: the study.
        book: the rule book.
        supply: the lines with their electricity under one rule.
        recycling: end-of-life method beside the one of the book.
    """
    method, parameters = method_and_parameters(book, recycling)
    inputs = recycled_inputs(catalogue, book, supply.lines, method, parameters)
    plain = link_settings(catalogue, study, book, supply, foreground(study, inputs.lines))
    ending = end_of_life(catalogue, study, book, inputs.lines, plain, method=recycling)
    own = foreground(study, inputs.lines, stages=book.stages, end_of_life=ending.parts)
    own = replace(
        own,
        processes={**own.processes, **inputs.processes},
        formulas={**own.formulas, **inputs.formulas},
    )
    settings = link_settings(catalogue, study, book, supply, own)
    system = link(catalogue, settings, [(own.product, own.product.location)])
    return Linked(
        system=system,
        intensities=intensities(system),
        root=system.roots[0],
        own=own,
        supplied=supply,
        ending=ending,
        inputs=inputs,
    )


def link_settings(
    catalogue: Catalogue, study: ResolvedStudy, book: RuleBook, supply: Supplied, own: Foreground
) -> LinkSettings:
    """Return what the study and its rule book decide about linking."""
    return LinkSettings(
        year=study.period_days[0].year,
        gwp_set=book.gwp_set,
        geography=supply.geography,
        choices=resolved_choices(catalogue, study.choices),
        grid_factors=grid_factors(catalogue, study),
        own_processes={**own.processes, **supply.processes},
    )


def _require_same_product(catalogue: Catalogue, study: ResolvedStudy, line: Lined) -> None:
    """Refuse a supplier footprint of another product than the line buys."""
    name = line.amount.supplier
    if not name:
        return
    entry = study.supplier_footprints[name].entry
    product = resolve_flow(catalogue, entry.product, where=line.amount.where)
    if product.id != line.exchange.flow:
        raise BadInputError.of(
            "CP-LINK-004",
            where=line.amount.where,
            supplier=name,
            found=product.id,
            expected=line.exchange.flow,
        )
