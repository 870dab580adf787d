"""Whether the stored amounts of a process are what their formulas give."""

from __future__ import annotations

from collections.abc import Iterable

from cellprint.formats.arithmetic import FormulaError, Values
from cellprint.model.foreign import ForeignParameter, ForeignProcess
from cellprint.model.loss_report import LossReport

SAME = 1e-6


def values_of(parameters: Iterable[ForeignParameter], above: Values | None = None) -> Values:
    """Return the values of parameters: of formulas where they have one, else as stated."""
    texts = {one.name.strip(): one.formula or one.amount for one in parameters}
    return Values({name: text for name, text in texts.items() if text}, above)


def check_formulas(process: ForeignProcess, above: Values, report: LossReport) -> None:
    """Tell the exchanges whose formula gives another amount, or none; the stored one is kept.

    Args:
        process: the process.
        above: values of the parameters of the whole database.
        report: takes what differs by more than 1e-6 of the amount.
    """
    stated = [one for one in process.exchanges if one.formula and one.amount]
    if not stated:
        return
    values = values_of(process.parameters, above)
    for one in stated:
        stored = float(one.amount)
        try:
            computed = values.compute(one.formula)
        except FormulaError as error:
            path = f"formula ({str(error)[:60]})"
        else:
            if abs(stored - computed) <= SAME * max(abs(stored), abs(computed)):
                continue
            path = "formula gives another amount"
        report.add(
            "CP-FMT-054",
            "warning",
            path=path,
            dataset=process.id,
            seq=one.seq,
            value=one.formula,
            stored=one.amount,
        )
