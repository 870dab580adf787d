"""What linking, mapping and computing found, as issues of the loss report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cellprint.app.imported.columns import Columns
from cellprint.app.imported.flow_map import Match
from cellprint.app.imported.layer_units import catalogue_unit
from cellprint.app.imported.linking import CUT_OFF, ERROR, Links
from cellprint.model.foreign import Licence
from cellprint.model.loss_report import LossReport


def add_issues(
    report: LossReport,
    columns: Columns,
    links: Links,
    found: Mapping[int, Match],
    licences: Counter[Licence],
) -> None:
    """Add what linking and mapping found to the loss report."""
    for (state, reason), number in links.counts().items():
        if state == ERROR:
            report.add("CP-FMT-040", "error", path=reason, count=number)
        elif state == CUT_OFF:
            report.add("CP-FMT-041", "warning", path=reason, count=number)
    _flow_issues(report, found)
    for process, mine in links.columns_of.items():
        way = links.products[mine[0]].shares.way
        if way in ("physical property", "reference product"):
            report.add("CP-FMT-044", "warning", path=way, dataset=columns.processes[process].id)
    _unit_issues(report, columns, links)
    missing = len(columns.processes) - len(links.columns_of)
    if missing:
        report.add("CP-FMT-045", "error", path="reference product", count=missing)
    silent = licences[Licence()]
    if silent:
        report.add("CP-FMT-046", "warning", path="licence", count=silent)


def _unit_issues(report: LossReport, columns: Columns, links: Links) -> None:
    """Tell products in units that the catalogue does not have: studies cannot name them."""
    known: dict[str, bool] = {}
    for product in links.products:
        unit = columns.unit_of(columns.flows[product.flow])
        if unit not in known:
            known[unit] = bool(catalogue_unit(unit))
        if not known[unit]:
            process = columns.processes[product.process].id
            report.add(
                "CP-FMT-059", "warning", path=f"unit {unit[:40]}", dataset=process, value=unit
            )


def _flow_issues(report: LossReport, found: Mapping[int, Match]) -> None:
    for match in found.values():
        if match.state == "greenhouse gas without factor":
            report.add("CP-FMT-042", "error", path=match.state)
        elif match.state == "proxy not accepted":
            report.add("CP-FMT-043", "warning", path=match.target)
