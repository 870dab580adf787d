"""The end of life of a study under its rule book: what recycling carries, what it gives back.

The catalogue's recycling data state what they recover; `rules/recovered_products.py` says which
primary product each recovered one replaces, `rules/end_of_life.py` with which weight. Burden and
credits become branches of the stage, so the tree, the draws and `explain` see them like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cellprint.app.allocating import NO_ALLOCATION, allocation
from cellprint.app.foreground import Lined, OwnProcess, Part
from cellprint.app.linking import LinkSettings, provider_process
from cellprint.catalogue.release import Catalogue
from cellprint.model.inventory import (
    Citation,
    Composition,
    Exchange,
    Process,
    Role,
    Status,
    Text,
    Uncertainty,
)
from cellprint.model.study_resolved import AmountKind, ResolvedStudy
from cellprint.rules.book import RuleBook, rule_book
from cellprint.rules.end_of_life import (
    Method,
    RecyclingWeights,
    Weight,
    counted_method,
    mixed,
    recycling_weights,
)
from cellprint.rules.messages import Message
from cellprint.rules.outcome import NotAssessable
from cellprint.rules.parameters import ParameterSet, ParameterStatus
from cellprint.rules.recovered_products import Replaced, no_content, replaced_by

STAGE = "end_of_life"
RECYCLING = Text(en="Recycling, its share", zh="回收处理（计入份额）")
_SHARED = Text(
    en="it carries its share of the burden by mass, as the study chooses",
    zh="研究选择按质量使其分担负荷",
)
_NO_COMPOSITION = Text(en="its composition is not known", zh="其成分未知")
_STATUSES = {
    ParameterStatus.OFFICIAL: Status.OFFICIAL,
    ParameterStatus.PUBLISHED: Status.PUBLISHED,
    ParameterStatus.DERIVED: Status.DERIVED,
    ParameterStatus.DRAFT: Status.UNVERIFIED,
    ParameterStatus.UNVERIFIED: Status.UNVERIFIED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A recovered product of one treatment line.

    Attributes:
        line: the treatment; `exchange`: the by-product of its process.
        replaces: the primary product; None where it is not credited, for the reason `because`.
        per_treated: primary product replaced per unit treated [kg].
        recovered_kg, content_kg: the element in all that is recovered, and in the bill of
            materials of one battery; where the first is larger, the second counts.
    """

    line: Lined
    exchange: Exchange
    replaces: Replaced | None = None
    per_treated: float = 0.0
    recovered_kg: float = 0.0
    content_kg: float = 0.0
    because: Text | Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfLife:
    """What a method makes of the end of life of a study.

    Attributes:
        method: the method asked for; `option`: where the book leaves the method open.
        borrowed: book whose parameters stand in, empty for the book's own.
        recycling: weight of the treatment; None where its whole burden counts.
        disposal: share that is neither recycled nor used for energy; None where it is not given.
        credits: recovered products that count, each with its weight.
        uncredited: recovered products that do not.
        open: why the method could not be applied; None where it was.
    """

    method: Method
    option: bool
    borrowed: str
    recycling: Weight | None
    disposal: Weight | None
    credits: tuple[tuple[Recovered, RecyclingWeights], ...]
    uncredited: tuple[Recovered, ...]
    open: NotAssessable | None
    parts: tuple[Part, ...]


def end_of_life(
    catalogue: Catalogue,
    study: ResolvedStudy,
    book: RuleBook,
    lines: Sequence[Lined],
    settings: LinkSettings,
    *,
    method: Method | None = None,
) -> EndOfLife:
    """Return the end of life of a study under its book, or under another method beside it.

    Args:
        catalogue: the data.
        study: the study.
        book: its rule book.
        lines: every line of the study.
        settings: how the treatments find their processes.
        method: method beside the one that counts; it may take parameters of the book's option.
    """
    asked, parameters = method_and_parameters(book, method)
    borrowed = parameters.id if parameters.id != book.parameters.id else ""
    found = _within_content(
        catalogue,
        lines,
        [one for line in treatments(lines) for one in _recovered(catalogue, study, line, settings)],
    )
    weighed = [
        (one, _weights(parameters, asked, one.replaces, book)) for one in found if one.replaces
    ]
    credits_ = tuple((one, w) for one, w in weighed if isinstance(w, RecyclingWeights))
    refused = [(one, w) for one, w in weighed if isinstance(w, NotAssessable)]
    uncredited = (
        *(one for one in found if one.replaces is None),
        *(replace(one, replaces=None, because=w.because) for one, w in refused),
    )
    recycling = _recycling_weight(credits_)
    return EndOfLife(
        method=asked,
        option=book.end_of_life == "open",
        borrowed=borrowed,
        recycling=recycling,
        disposal=credits_[0][1].disposal if credits_ else None,
        credits=credits_,
        uncredited=uncredited,
        open=refused[0][1] if refused and not credits_ else None,
        parts=_parts(catalogue, book, lines, recycling, credits_),
    )


def parameter_citation(weight: Weight, book: str) -> Citation:
    """Return a weight's source as the inventory keeps it: book, article of each input."""
    return Citation(
        source=book,
        page=weight.reference,
        status=_STATUSES[weight.status],
        note=weight.written,
    )


def method_and_parameters(book: RuleBook, beside: Method | None) -> tuple[Method, ParameterSet]:
    """Return the method and the parameters to read: a method beside may borrow those of a book."""
    if beside is not None and book.end_of_life_option:
        return beside, rule_book(book.end_of_life_option).parameters
    return beside or counted_method(book), book.parameters


def _weights(
    parameters: ParameterSet, method: Method, replaced: Replaced, book: RuleBook
) -> RecyclingWeights | NotAssessable:
    return recycling_weights(parameters, method, material=replaced.material, on=book.evidence_date)


def _recycling_weight(
    credited: Sequence[tuple[Recovered, RecyclingWeights]],
) -> Weight | None:
    if not credited:
        return None
    return mixed(
        [
            (one.per_treated * abs(one.line.exchange.amount) or 1.0, weights.recycling)
            for one, weights in credited
        ]
    )


def treatments(lines: Sequence[Lined]) -> Iterator[Lined]:
    """Yield the treatments at end of life."""
    for line in lines:
        if line.amount.stage == STAGE and line.amount.kind is AmountKind.TREATMENT:
            yield line


def _recovered(
    catalogue: Catalogue, study: ResolvedStudy, line: Lined, settings: LinkSettings
) -> Iterator[Recovered]:
    """Yield what the process of a treatment line recovers."""
    process = provider_process(
        catalogue, settings, line.exchange, place=line.amount.site, where=line.amount.where
    )
    for exchange in process.exchanges:
        replaced = replaced_by(exchange.flow) if exchange.role is Role.BYPRODUCT else None
        if isinstance(replaced, Text):
            yield Recovered(line=line, exchange=exchange, because=replaced)
        elif replaced is not None and allocation(exchange, study.choices) != NO_ALLOCATION:
            yield Recovered(line=line, exchange=exchange, because=_SHARED)
        elif replaced is not None:
            yield _credited(catalogue, line, process, exchange, replaced)


def _credited(
    catalogue: Catalogue, line: Lined, process: Process, exchange: Exchange, replaced: Replaced
) -> Recovered:
    shares = [
        _fraction(_composition(catalogue, flow), replaced.element)
        for flow in (exchange.flow, replaced.product)
    ]
    recovered, primary = shares
    if not recovered or not primary:
        return Recovered(line=line, exchange=exchange, because=_NO_COMPOSITION)
    per_treated = exchange.amount / process.amount
    return Recovered(
        line=line,
        exchange=exchange,
        replaces=replaced,
        per_treated=per_treated * recovered / primary,
        recovered_kg=per_treated * recovered * line.exchange.amount,
    )


def _within_content(
    catalogue: Catalogue, lines: Sequence[Lined], found: Sequence[Recovered]
) -> list[Recovered]:
    """Return the recovered products, with no more of an element than the battery holds.

    Recycling data of another battery may give back more than is there; R2 is a share of the
    material in the product (Recommendation (EU) 2021/2279, Annex I, 4.4.8).
    """
    whole: dict[str, float] = {}
    for one in found:
        if one.replaces is not None:
            element = one.replaces.element
            whole[element] = whole.get(element, 0.0) + one.recovered_kg
    contents = {element: _content(catalogue, lines, element) for element in whole}
    limited = []
    for one in found:
        if one.replaces is None:
            limited.append(one)
            continue
        element = one.replaces.element
        content = contents[element]
        if not content:
            limited.append(replace(one, replaces=None, because=no_content(element)))
            continue
        scale = min(1.0, content / whole[element])
        limited.append(
            replace(
                one,
                per_treated=one.per_treated * scale,
                recovered_kg=whole[element],
                content_kg=content,
            )
        )
    return limited


def _content(catalogue: Catalogue, lines: Sequence[Lined], element: str) -> float:
    """Return how much of an element the bill of materials puts into one good battery [kg]."""
    content = 0.0
    for line in lines:
        if line.amount.kind is AmountKind.ITEM and line.exchange.unit == "kg":
            share = _fraction(_composition(catalogue, line.exchange.flow), element)
            content += line.exchange.amount * line.amount.derivation.yield_ * share
    return content


def _composition(catalogue: Catalogue, flow: str) -> Composition | None:
    entry = catalogue.flows.get(flow)
    return catalogue.compositions.get(entry.composition) if entry else None


def _fraction(composition: Composition | None, element: str) -> float:
    return composition.fractions.get(element, 0.0) if composition else 0.0


def _parts(
    catalogue: Catalogue,
    book: RuleBook,
    lines: Sequence[Lined],
    recycling: Weight | None,
    credited: Sequence[tuple[Recovered, RecyclingWeights]],
) -> tuple[Part, ...]:
    if recycling is None:
        return ()
    group = frozenset(_chain(lines, {one.line.exchange.id for one, _ in credited}))
    parts = [
        Part(
            segment="recycling",
            name=RECYCLING,
            weight=recycling.value,
            formula=recycling.written,
            citation=parameter_citation(recycling, book.id),
            lines=group,
        )
    ]
    parts += [
        _credit(catalogue, book, one, weights.credit)
        for one, weights in credited
        # Under cut-off nothing is given back, so there is nothing to link.
        if weights.credit.value
    ]
    return tuple(parts)


def _chain(lines: Sequence[Lined], treatments: set[str]) -> Iterator[str]:
    """Yield the lines of the recycling chain: treatment, collection, dismantling, auxiliaries."""
    # LAW-GAP: how far the recycling chain reaches was not read in the battery rules. Reading: all
    # of the stage but other treatments, which are disposal as the study states it. Consequence:
    # collection and dismantling carry the weight of the recycling, not their whole burden.
    for line in lines:
        if line.amount.stage != STAGE:
            continue
        if line.amount.kind is not AmountKind.TREATMENT or line.exchange.id in treatments:
            yield line.exchange.id


def _credit(catalogue: Catalogue, book: RuleBook, one: Recovered, weight: Weight) -> Part:
    """Return a credit: weight x mass treated x primary product replaced per unit treated."""
    flow, line = one.exchange.flow, one.line
    primary = catalogue.flows[one.replaces.product if one.replaces else flow]
    name = Text(en=f"Credit: {primary.name.en}", zh=f"抵扣：{primary.name.zh}")
    saved = replace(
        one.exchange,
        id=f"{one.exchange.id}@credit",
        role=Role.INPUT,
        flow=primary.id,
        amount=one.per_treated,
        unit=primary.unit,
        allocation="",
        uncertainty=_scaled(one),
    )
    process = f"credit:{line.exchange.id}:{flow}"
    treated = replace(
        line.exchange, id=f"{line.exchange.id}@credit:{flow}", flow=flow, route="", location=""
    )
    return Part(
        segment=f"credit_{flow}",
        name=name,
        weight=weight.value,
        formula=weight.written,
        citation=parameter_citation(weight, book.id),
        site=line.amount.site,
        exchanges=(replace(treated, provider=process),),
        processes=(OwnProcess(id=process, name=name, unit=line.exchange.unit, exchanges=(saved,)),),
    )


def _scaled(one: Recovered) -> Uncertainty | None:
    """Return the spread of the recovered amount in units of the primary product.

    None where the content of the battery limits the amount.
    """
    spread, amount = one.exchange.uncertainty, one.exchange.amount
    if spread is None or not amount or one.recovered_kg > one.content_kg:
        return None
    scale = one.per_treated / amount
    return replace(
        spread,
        low=None if spread.low is None else spread.low * scale,
        high=None if spread.high is None else spread.high * scale,
    )
