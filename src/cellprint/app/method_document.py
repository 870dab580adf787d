"""What a rule book decides beside the number: allocation, cut-off, climate parts, GWP set."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from cellprint.app.allocating import NO_ALLOCATION, allocation, product_shares
from cellprint.app.documents import Json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.app.solving import problem
from cellprint.engine import prepare, solve_forward
from cellprint.model.inventory import Role, Text
from cellprint.model.quantity import convert, parse_quantity
from cellprint.model.study import Study
from cellprint.model.system import LinkKind
from cellprint.rules.characterisation import PARTS, Characterised, Part, part_of, reported_parts
from cellprint.rules.cut_off import LeftOut, PolicyVerdict, cut_off_verdicts
from cellprint.rules.messages import Message
from cellprint.rules.outcome import NotAssessable

if TYPE_CHECKING:
    from cellprint.app.compute import Computation

PART_NAMES: dict[Part, Text] = {
    "fossil": Text(en="fossil", zh="化石源"),
    "biogenic": Text(en="biogenic", zh="生物源"),
    "land_use": Text(en="land use and land-use change", zh="土地利用与土地利用变化"),
    "not_split": Text(en="not split by the source", zh="来源未拆分"),
}


def climate_parts(computed: Computation) -> Characterised:
    """Return the footprint of one battery by part [kg CO2e]; published aggregates stay unsplit."""
    system = computed.system
    demand = np.zeros(len(system.nodes))
    demand[computed.root] = 1.0
    runs = solve_forward(prepare(problem(system)), demand).values
    terms: dict[Part, list[float]] = {part: [] for part in PARTS}
    for link in system.all_links():
        if link.kind is LinkKind.EMISSION:
            value = float(runs[link.consumer]) * link.amount * link.factor
            terms[part_of(link.exchange.flow)].append(value)
    return Characterised(
        gwp_set=system.gwp_set, parts={part: math.fsum(values) for part, values in terms.items()}
    )


def impact_json(computed: Computation) -> Json:
    """Return the GWP set of the book and the footprint by part, per functional unit.

    `reported` names the parts that the book asks to be shown apart; null where it states no limit.
    """
    found = climate_parts(computed)
    book, units = computed.book, computed.counted.amount
    known = "eu.subtotal.threshold" in book.parameters
    asked = reported_parts(found, book.parameters, on=book.evidence_date) if known else None
    return {
        "gwp_set": {
            "id": book.gwp_set,
            "note": text_json(book.gwp_note) if book.gwp_note else None,
        },
        "parts": [
            {
                "id": part,
                "name": text_json(PART_NAMES[part]),
                "value": decimal_string(value / units),
                "share": decimal_string(value / found.total if found.total else 0.0),
            }
            for part, value in found.parts.items()
        ],
        "reported": None if asked is None or isinstance(asked, NotAssessable) else list(asked),
    }


def allocation_json(computed: Computation) -> Json:
    """Return the book's rule of allocation and what was shared with which co-product."""
    rule = computed.book.allocation
    choices = computed.study.choices
    shared, free = [], set[str]()
    for node in computed.system.nodes:
        byproducts = [one for one in node.process.exchanges if one.role is Role.BYPRODUCT]
        methods = {allocation(one, choices) for one in byproducts} - {NO_ALLOCATION}
        if methods:
            parts = product_shares(node.process, choices, computed.catalogue.flows)
            shared.append(
                {
                    "process": node.key,
                    "name": text_json(node.process.name),
                    "method": ", ".join(sorted(methods)),
                    "shares": {flow: decimal_string(share) for flow, share in parts.items()},
                }
            )
        elif byproducts:
            free.add(node.process.id)
    return {
        "order": list(rule.order),
        "metals": rule.metals or None,
        "status": str(rule.status),
        "reference": rule.reference,
        "basis": "checked",
        "shared": shared,
        "byproducts_without_burden": sorted(free),
        # The rule asks for prices over ten years, which the catalogue does not hold.
        "price_ratio": "not assessable" if rule.metals else "not asked",
    }


def left_out(study: Study) -> tuple[LeftOut, ...]:
    """Return what a study leaves out, with its estimated share of the footprint where stated."""
    return tuple(
        LeftOut(
            name=entry.what.en,
            reason=entry.reason.en,
            shares={"ghg": _share(entry.estimated_share)},
        )
        for entry in study.cut_offs
    )


def cut_off_json(computed: Computation) -> Json:
    """Return the book's cut-off limits, what is left out, and whether the limits are kept."""
    book, on = computed.book, computed.book.evidence_date
    items = left_out(computed.study.study)
    verdicts = {one.policy: one for one in cut_off_verdicts(book, items, on=on)}
    known = [item.shares["ghg"] for item in items]
    return {
        "policies": [
            {
                "id": policy.id,
                "basis": policy.basis,
                **dict(
                    zip(
                        ("per_item", "cumulative"),
                        map(_limit, policy.limits(book.parameters, on)),
                        strict=True,
                    )
                ),
                **_verdict(verdicts[policy.id]),
            }
            for policy in book.cut_off
        ],
        "items": len(items),
        "not_estimated": sum(1 for share in known if share is None),
        "estimated_share": str(sum((share for share in known if share is not None), Decimal(0)))
        if any(share is not None for share in known)
        else None,
    }


def _verdict(verdict: PolicyVerdict) -> Json:
    return {
        "outcome": verdict.outcome.value,
        "reasons": [_both(reason) for reason in verdict.reasons],
    }


def _limit(limit: Decimal | NotAssessable | None) -> str | None:
    """Return a limit; null where there is none, `not known` where the book names one without it."""
    if isinstance(limit, NotAssessable):
        return "not known"
    return None if limit is None else str(limit)


def _share(text: str | None) -> Decimal | None:
    if text is None:
        return None
    value = convert(parse_quantity(text, where="cut_offs"), "1", where="cut_offs").value
    return Decimal(repr(value))


def _both(text: Message) -> Json:
    return {"en": text.get("en"), "zh": text.get("zh")}


def method_lines(document: Json) -> Iterable[tuple[str, Json]]:
    """Yield the parts of a footprint document that a checklist repeats."""
    for key in ("allocation", "impact", "cut_off", "data_quality", "end_of_life"):
        yield key, document[key]
