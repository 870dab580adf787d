"""Recycled content of the bill of materials under the rule book's end-of-life method.

A line with recycled content is made of a virgin and a recycled part, weighted by the formula
(`rules/end_of_life.py`); both stand in the tree below the line, with the article of each parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cellprint.app.end_of_life import parameter_citation
from cellprint.app.foreground import Lined
from cellprint.app.numbers import decimal_string
from cellprint.catalogue.names import resolve_flow
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, Finding
from cellprint.model.inventory import Exchange, Process
from cellprint.model.study_resolved import ResolvedRecycled
from cellprint.rules.book import RuleBook
from cellprint.rules.cff import Provenance
from cellprint.rules.cff_defaults import CircularDefault
from cellprint.rules.end_of_life import InputWeights, Method, Weight, input_weights
from cellprint.rules.parameters import ParameterSet, ParameterStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RecycledInputs:
    """Lines with their recycled content, and what they are made of.

    Attributes:
        lines: every line; one with recycled content is provided by a process of its own.
        processes: these processes, by id.
        weights: line id → weights.
        findings: lines whose recycled content does not count, and why.
    """

    lines: tuple[Lined, ...]
    processes: dict[str, Process]
    weights: dict[str, InputWeights]
    findings: tuple[Finding, ...]

    @property
    def formulas(self) -> dict[str, str]:
        """Return exchange id → formula with the values of its inputs."""
        return {
            f"{line}#{part}": weight.written
            for line, weights in self.weights.items()
            for part, weight in (("virgin", weights.virgin), ("recycled", weights.recycled))
        }


def recycled_inputs(
    catalogue: Catalogue,
    book: RuleBook,
    lines: Sequence[Lined],
    method: Method,
    parameters: ParameterSet,
) -> RecycledInputs:
    """Return the lines with their recycled content weighted under an end-of-life method.

    Raises:
        CP-DATA-…: the recycled product is unknown.
        CP-LINK-002: the recycled product is measured in another unit.
    """
    found: list[Lined] = []
    processes: dict[str, Process] = {}
    weighed: dict[str, InputWeights] = {}
    findings: list[Finding] = []
    for line in lines:
        stated = line.amount.recycled
        if stated is None:
            found.append(line)
            continue
        weights = input_weights(
            parameters,
            method,
            material=stated.entry.material,
            content=_content(stated),
            on=book.evidence_date,
        )
        if not isinstance(weights, InputWeights):
            found.append(line)
            because = {"en": weights.because.get("en"), "zh": weights.because.get("zh")}
            findings.append(_uncounted(line, because))
            continue
        process = _process(catalogue, book, line, stated, weights)
        processes[process.id] = process
        weighed[line.exchange.id] = weights
        own = replace(line.exchange, provider=process.id, route="", location="")
        found.append(replace(line, exchange=own))
    return RecycledInputs(
        lines=tuple(found), processes=processes, weights=weighed, findings=tuple(findings)
    )


def _content(stated: ResolvedRecycled) -> CircularDefault:
    source = stated.entry.source
    estimated = source.quality == "estimated"
    return CircularDefault(
        value=Decimal(repr(stated.content)),
        provenance=Provenance(
            status=ParameterStatus.UNVERIFIED if estimated else ParameterStatus.PUBLISHED,
            reference=" ".join(part for part in (source.document, source.page) if part),
        ),
    )


def _process(
    catalogue: Catalogue,
    book: RuleBook,
    line: Lined,
    stated: ResolvedRecycled,
    weights: InputWeights,
) -> Process:
    """Return one unit of the line's product, made of its virgin and its recycled part."""
    bought, entry = line.exchange, stated.entry
    product = resolve_flow(catalogue, entry.product or bought.flow, where=line.amount.where)
    if product.unit != bought.unit:
        raise BadInputError.of(
            "CP-LINK-002",
            where=line.amount.where,
            found=bought.unit,
            expected=product.unit,
            provider=product.id,
        )
    virgin = _part(bought, "virgin", weights.virgin, book)
    recycled = replace(
        _part(bought, "recycled", weights.recycled, book),
        flow=product.id,
        route=entry.route or "",
        provider=f"supplier:{entry.supplier}" if entry.supplier else "",
        location="",
    )
    return Process(
        id=f"input:{bought.id}",
        flow=bought.flow,
        name=catalogue.flows[bought.flow].name,
        unit=bought.unit,
        location=line.amount.site,
        route="",
        exchanges=(virgin, recycled),
        relocatable=False,
    )


def _part(bought: Exchange, part: str, weight: Weight, book: RuleBook) -> Exchange:
    return replace(
        bought,
        id=f"{bought.id}#{part}",
        amount=weight.value,
        amount_text=decimal_string(weight.value),
        citation=parameter_citation(weight, book.id),
    )


def _uncounted(line: Lined, because: dict[str, str]) -> Finding:
    return Finding(
        code="CP-LINK-016",
        where=line.amount.where,
        details={"line": line.exchange.id, "because": because},
        severity="warning",
        rule="Recommendation (EU) 2021/2279, Annex I, 4.4.8",
    )
