"""A linked database as processes with one product each, in reference units, with their providers.

This is what matrices hold: the shares of products, the units and the links that were found are
worked in. Exchanges without provider or amount have no place there and are told.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from cellprint.app.imported.columns import NONE, Columns
from cellprint.app.imported.linking import CLASSES, ELEMENTARY, LINKED, Links, link_columns
from cellprint.app.imported.store import ImportedDatabase
from cellprint.app.imported.system import share_of
from cellprint.formats.bw_processing.layout import OPEN_ENDS
from cellprint.formats.numbers import shortest
from cellprint.model.foreign import Dataset, ForeignExchange, ForeignProcess, ForeignRole, Spread
from cellprint.model.loss_report import LossReport

_SCALED = {"normal": ("sd",), "triangular": ("low", "mode", "high"), "uniform": ("low", "high")}
_HELD = (CLASSES.index(LINKED), CLASSES.index(ELEMENTARY))


def resolved(database: ImportedDatabase, report: LossReport) -> Iterator[Dataset]:
    """Yield the data sets of a database as matrices hold them.

    Args:
        database: the imported database.
        report: takes the exchanges that matrices have no place for.
    """
    columns = Columns()
    for one in database.datasets():
        columns.add(one)
    links = link_columns(columns)
    first = 0
    for one in database.datasets():
        if not isinstance(one, ForeignProcess):
            yield one
            continue
        number = columns.process_index[one.id]
        open_ends = _tell(one, first, number, links, report)
        for column in links.columns_of.get(number, []):
            made = _allocated(one, column, first, columns, links)
            if open_ends:
                told = (*made.fields, (OPEN_ENDS, str(open_ends)))
                made = dataclasses.replace(made, fields=told)
            yield made
        first += len(one.exchanges)


def column_id(columns: Columns, links: Links, column: int) -> str:
    """Return the id of the process of a column; one of several products names its flow too."""
    product = links.products[column]
    identity = columns.processes[product.process].id
    if len(links.columns_of[product.process]) == 1:
        return identity
    return f"{identity}:{columns.flow_ids.texts[product.flow]}"


def _allocated(
    process: ForeignProcess, column: int, first: int, columns: Columns, links: Links
) -> ForeignProcess:
    """Return a process with one of its products and the part of the rest that it carries."""
    product = links.products[column]
    flow = columns.flow_ids.texts[product.flow]
    single = len(links.columns_of[product.process]) == 1
    made = next(
        one
        for one in process.exchanges
        if one.flow == flow and one.role in (ForeignRole.REFERENCE, ForeignRole.COPRODUCT)
    )
    exchanges = [
        dataclasses.replace(
            made,
            role=ForeignRole.REFERENCE,
            is_input=product.amount < 0,
            amount=_text(made.amount, abs(product.amount)),
            unit="",
            property="",
            spread=None,
            provider="",
        )
    ]
    for position, one in enumerate(process.exchanges, start=first):
        if links.state[position] not in _HELD:
            continue
        share = share_of(columns, links, column, position)
        if share:
            exchanges.append(_part(one, share, position, columns, links))
    return dataclasses.replace(
        process,
        id=column_id(columns, links, column),
        exchanges=tuple(exchanges),
        location=columns.place(process.location),
        allocation=(),
        allocation_method=process.allocation_method if single else "",
    )


def _part(
    one: ForeignExchange, share: float, position: int, columns: Columns, links: Links
) -> ForeignExchange:
    """Return the part of an exchange that a product carries, in the reference unit."""
    amount = float(links.amounts[position]) * share
    provider = int(links.provider[position])
    stated = float(one.amount)
    factor = amount / stated if stated else 1.0
    return dataclasses.replace(
        one,
        amount=_text(one.amount, amount),
        unit="",
        property="",
        spread=_scaled(one.spread, factor),
        provider="" if provider == NONE else column_id(columns, links, provider),
    )


def _text(stated: str, amount: float) -> str:
    """Return an amount; as it stands in the file where it is the same number."""
    return stated if float(stated) == amount else shortest(amount)


def _scaled(spread: Spread | None, factor: float) -> Spread | None:
    """Return a spread of an amount times a factor; a geometric deviation stays as it is."""
    if spread is None or factor == 1.0 or spread.family not in _SCALED:
        return spread
    given = dict(spread.parameters)
    for name in _SCALED[spread.family]:
        given[name] = shortest(float(given[name]) * (abs(factor) if name == "sd" else factor))
    if factor < 0 and "low" in given:
        given["low"], given["high"] = given["high"], given["low"]
    return dataclasses.replace(spread, parameters=tuple(given.items()))


def _tell(
    process: ForeignProcess, first: int, number: int, links: Links, report: LossReport
) -> int:
    """Tell what of a process matrices do not hold; return how many of its ends are open."""
    if number not in links.columns_of:
        report.add("CP-FMT-045", "error", path="process", action="dropped", dataset=process.id)
        return 0
    open_ends = 0
    if len(links.columns_of[number]) > 1:
        way = links.products[links.columns_of[number][0]].shares.way
        path = f"allocation ({way}) worked in"
        report.add("CP-FMT-055", "loss", path=path, action="converted", dataset=process.id)
    products = (ForeignRole.REFERENCE, ForeignRole.COPRODUCT)
    for position, one in enumerate(process.exchanges, start=first):
        if links.state[position] not in _HELD and one.role not in products:
            open_ends += one.role is not ForeignRole.REMINDER
            report.add(
                "CP-FMT-057",
                "loss",
                path=f"exchange ({links.reason[position] or one.role.value})",
                action="dropped",
                dataset=process.id,
                seq=one.seq,
            )
    return open_ends
