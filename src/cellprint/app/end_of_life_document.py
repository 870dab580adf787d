"""The end of life of a footprint document: methods side by side, parameters with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cellprint.app.documents import Json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.app.tree import link_value
from cellprint.model.inventory import Text
from cellprint.rules.messages import Message

if TYPE_CHECKING:
    from cellprint.app.compute import Computation, Linked
    from cellprint.app.end_of_life import EndOfLife, Recovered
    from cellprint.rules.end_of_life import Weight

METHOD_NAMES: dict[str, Text] = {
    "cff": Text(en="Circular Footprint Formula", zh="循环足迹公式（CFF）"),
    "cut_off": Text(en="Cut-off (recycled content, A = 1)", zh="截断法（再生含量法，A = 1）"),
    "substitution": Text(en="Substitution (closed loop, A = 0)", zh="替代法（闭环近似，A = 0）"),
}


def end_of_life_json(computed: Computation) -> Json | None:
    """Return the end-of-life methods of the book with their totals; None without that stage.

    `assessable` is false where a parameter is missing: then `total` is null for a method beside,
    and the whole burden without credit for the one that counts.
    """
    if "end_of_life" not in computed.book.stages:
        return None
    return {
        "method": computed.linked.ending.method,
        "rule": "option" if computed.linked.ending.option else "book",
        "methods": [_method(computed, linked) for linked in computed.endings.values()],
    }


def _method(computed: Computation, linked: Linked) -> Json:
    ending, units = linked.ending, computed.counted.amount
    counts = linked is computed.linked
    applied = ending.recycling is not None or not (ending.uncredited or ending.open)
    document: Json = {
        "id": ending.method,
        "name": text_json(METHOD_NAMES[ending.method]),
        "counts": counts,
        "assessable": applied,
        "parameters_of": ending.borrowed or computed.book.id,
        "because": _both(ending.open.because) if ending.open else None,
        "missing": list(ending.open.missing) if ending.open else [],
        "total": None,
        "end_of_life": None,
        "difference": None,
        "parameters": [_parameter(*one) for one in _weights(ending)],
        "recovered": [_recovered(one) for one, _ in ending.credits],
        "not_credited": [
            {"product": one.exchange.flow, "because": _both(one.because)}
            for one in ending.uncredited
            if one.because is not None
        ],
    }
    if not (applied or counts):
        return document
    counting = computed.linked.per_battery
    return document | {
        "total": decimal_string(linked.per_battery / units),
        "end_of_life": decimal_string(_stage(linked) / units),
        "difference": decimal_string(linked.per_battery / counting - 1 if counting else 0.0),
    }


def _stage(linked: Linked) -> float:
    return sum(
        link_value(link, linked.intensities)
        for link in linked.system.links[linked.root]
        if link.exchange.flow == "end_of_life"
    )


def _weights(ending: EndOfLife) -> list[tuple[str, Weight]]:
    found = [("recycling", ending.recycling)] if ending.recycling is not None else []
    found += [(one.exchange.flow, weights.credit) for one, weights in ending.credits]
    return found


def _parameter(use: str, weight: Weight) -> Json:
    return {
        "use": use,
        "weight": decimal_string(weight.value),
        "formula": weight.formula,
        "inputs": [
            {
                "symbol": symbol,
                "value": str(one.value),
                "status": str(one.provenance.status),
                "reference": one.provenance.reference,
            }
            for symbol, one in weight.inputs.items()
        ],
    }


def _recovered(one: Recovered) -> Json:
    return {
        "product": one.exchange.flow,
        "replaces": one.replaces.product if one.replaces else None,
        "element": one.replaces.element if one.replaces else None,
        "replaced_per_kg_treated": decimal_string(one.per_treated),
    }


def _both(text: Text | Message) -> Json:
    return {"en": text.get("en"), "zh": text.get("zh")}
