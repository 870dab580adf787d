"""What the catalogue works out about a process: balances, footprint, users, ways of sharing."""

from __future__ import annotations

from cellprint.app.co_products import footprint_of, side_by_side
from cellprint.app.data import newest_year
from cellprint.app.documents import Json
from cellprint.app.numbers import decimal_string
from cellprint.catalogue.lint import shipped_rules, view_over
from cellprint.catalogue.lint.contents import balances
from cellprint.catalogue.release import Catalogue
from cellprint.errors import CellprintError
from cellprint.model.inventory import Process, Role


def process_facts(catalogue: Catalogue, process: Process) -> Json:
    """Return element balances, the footprint at its own place, users and co-products.

    A process that cannot be computed has the reason under `footprint.because`.
    """
    return {
        "balances": _balances(catalogue, process),
        "footprint": _footprint(catalogue, process),
        "used_in": used_in(catalogue, process),
        "allocations": side_by_side(catalogue, process),
    }


def used_in(catalogue: Catalogue, process: Process) -> list[str]:
    """Return the processes that take this one by name, by route, or as the default route."""
    is_default = catalogue.flows[process.flow].default_route in ("", process.route)
    return sorted(
        {
            user.id
            for user in catalogue.processes.values()
            for exchange in user.exchanges
            if exchange.role is Role.INPUT
            and exchange.flow == process.flow
            and (
                exchange.provider == process.id
                or (
                    not exchange.provider
                    and (exchange.route == process.route or (is_default and not exchange.route))
                )
            )
        }
    )


def _balances(catalogue: Catalogue, process: Process) -> list[Json]:
    """Return where each element of the products comes from and goes to, per unit [kg]."""
    view = view_over(catalogue, processes=[process])
    return [
        {
            "element": one.element,
            "entering": decimal_string(one.entering),
            "product": decimal_string(one.product),
            "byproducts": decimal_string(one.byproducts),
            "lost": None if one.lost is None else decimal_string(one.lost),
            "gap": decimal_string(one.gap),
        }
        for one in balances(view, shipped_rules(), process)
    ]


def _footprint(catalogue: Catalogue, process: Process) -> Json:
    try:
        value = footprint_of(catalogue, process)
    except CellprintError as error:
        first = error.findings[0]
        return {"because": {lang: first.what(lang) for lang in ("en", "zh")}}
    return {
        "value": decimal_string(value),
        "unit": f"kg CO2e/{process.unit}",
        "year": newest_year(catalogue),
    }
