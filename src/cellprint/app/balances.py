"""What enters and leaves a process of the catalogue, as the lint weighs it."""

from __future__ import annotations

from dataclasses import replace

from cellprint.app.documents import Json, text_json
from cellprint.app.numbers import decimal_string
from cellprint.catalogue.lint import LintRules, LintView, lint, shipped_rules, view_of
from cellprint.catalogue.lint.carbon_balance import carbon_of
from cellprint.catalogue.lint.contents import Balance, balances
from cellprint.catalogue.names import resolve_flow
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.model.inventory import Process, ProcessKind

SCHEMA = "cellprint/balances/1"


def balance_document(catalogue: Catalogue, name: str) -> Json:
    """Return the balances of a process per unit of its product, and what the lint says of it.

    The name of a product stands for its default process.

    Elements are in kg of the element: those that the product or a by-product holds and whose
    content in the inputs is known. Carbon is in kg CO2 that it would burn to. `gap` and
    `recovered` are shares of what enters (1 = all). A market and an aggregated process have no
    balances.

    Raises:
        CP-DATA-101, CP-DATA-102: nothing, or several things, have this name.
        CP-DATA-104: no process makes it.
    """
    process = catalogue.processes.get(name) or _default(catalogue, name)
    view, rules = view_of(catalogue), shipped_rules()
    report = lint(_alone(view, process), rules)
    return {
        "schema": SCHEMA,
        "process": process.id,
        "unit": process.unit,
        "kind": str(process.kind),
        "elements": [_element(catalogue, one) for one in balances(view, rules, process)],
        "carbon": _carbon(view, rules, process),
        "findings": [{**item.to_json("en"), "zh": item.to_json("zh")} for item in report.findings],
        "waived": [
            {**item.finding.to_json("en"), "zh": item.finding.to_json("zh")}
            | {"reason": item.waiver.reason, "source": item.waiver.source}
            for item in report.waived
        ],
    }


def _default(catalogue: Catalogue, name: str) -> Process:
    flow = resolve_flow(catalogue, name)
    makers = catalogue.providers.get(flow.id, ())
    usual = [one for one in makers if one.route == flow.default_route]
    if not makers:
        raise BadInputError.of("CP-DATA-104", where=flow.id, flow=flow.id, name=flow.name.en)
    return (usual or list(makers))[0]


def _alone(view: LintView, process: Process) -> LintView:
    """Return a view that judges one process of the catalogue."""
    return replace(
        view,
        checked=(process,),
        checked_factors=(),
        checked_sets=(),
        checked_batteries=(),
        checked_sources=(),
        whole=False,
    )


def _element(catalogue: Catalogue, balance: Balance) -> Json:
    carriers = sorted(balance.carriers.items(), key=lambda item: -item[1])
    return {
        "element": balance.element,
        "entering": decimal_string(balance.entering),
        "product": decimal_string(balance.product),
        "byproducts": decimal_string(balance.byproducts),
        "lost": None if balance.lost is None else decimal_string(balance.lost),
        "recovered": decimal_string(balance.recovered),
        "gap": decimal_string(balance.gap),
        "carriers": [
            {
                "flow": flow,
                "name": text_json(catalogue.flows[flow].name),
                "mass": decimal_string(mass),
            }
            for flow, mass in carriers
        ],
    }


def _carbon(view: LintView, rules: LintRules, process: Process) -> Json | None:
    """Return the carbon balance; None where no fuel and no carbonate enters."""
    if process.kind is not ProcessKind.UNIT:
        return None
    carbon = carbon_of(view, rules, process)
    if not carbon.names:
        return None
    return {
        "fuels": decimal_string(carbon.burnt),
        "carbonates": decimal_string(carbon.carbonates),
        "kept": decimal_string(carbon.kept),
        "carbonate_kept": decimal_string(carbon.carbonate),
        "expected": decimal_string(carbon.expected),
        "emitted": decimal_string(carbon.emitted),
        "carriers": list(carbon.names),
    }
