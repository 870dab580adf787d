"""Elementary flows of outside databases, matched to those that have characterisation factors.

The table follows the openly used layout of GLAD and the US federal flow list. Shipped rows come
first; rows of `flow-maps/*.csv` in the user's folder come before them. A row with the condition
`=` is applied; `~`, `<` and `>` only when proxies are accepted. A row without a target says that
the flow is known to have no effect on the climate.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from cellprint.app.home import home
from cellprint.app.imported.columns import FlowFacts
from cellprint.errors import BadInputError
from cellprint.formats.numbers import is_number

FOLDER = "flow-maps"
_NEEDED = ("SourceFlowName", "MatchCondition", "TargetFlowName")
_BLANKS = re.compile(r"\s+")
_MEDIA = (
    ("resource", ("resource", "resources", "natural resource", "raw")),
    ("air", ("air", "troposphere", "stratosphere", "emission to air", "emissions to air")),
    ("water", ("water", "emission to water", "emissions to water")),
    ("soil", ("soil", "ground", "emission to soil", "emissions to soil")),
)
# Names that belong to greenhouse gases; one without a factor is told, never passed over.
_GREENHOUSE = re.compile(
    r"\bcarbon dioxide\b|\bmethane\b(?!.*sulfon)|\bdinitrogen monoxide\b|\bnitrous oxide\b"
    r"|\bsulfur hexafluoride\b|\bnitrogen trifluoride\b|\b(?:h?c?fc|hfe|pfc|halon)s?\b"
    r"|perfluoro|fluoro.*ethane|fluoromethane|\bgreenhouse",
    re.IGNORECASE,
)
_NOT_GREENHOUSE = re.compile(r"non-?methane|other than methane|nmvoc", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """One row: what a flow is called there, and which flow it is here."""

    name: str
    uuid: str
    cas: str
    context: str
    condition: str
    factor: float
    target: str
    memo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What became of an elementary flow.

    `state` is `mapped`, `proxy` (applied because proxies are accepted), `proxy not accepted`,
    `greenhouse gas without factor`, or `no effect on climate`.
    """

    state: str
    target: str = ""
    factor: float = 0.0
    condition: str = ""


class FlowMap:
    """Rows, looked up by identifier, by CAS number and medium, and by name and medium."""

    def __init__(self, rows: Iterable[MapRow], *, accept_proxies: bool = False) -> None:
        self.accept_proxies = accept_proxies
        self.by_key: dict[tuple[str, str], MapRow] = {}
        for row in rows:
            for key in _row_keys(row):
                self.by_key.setdefault(key, row)

    def match(self, flow: FlowFacts) -> Match:
        """Return what a flow is here."""
        medium = medium_of(flow.category)
        name = plain_name(flow.name)
        row = (
            self.by_key.get(("id", flow.id))
            or self.by_key.get((f"name {medium}", name))
            or self.by_key.get(("name ", name))
        )
        if row is None:
            suspicious = _GREENHOUSE.search(name) and not _NOT_GREENHOUSE.search(name)
            if medium in ("air", "") and suspicious:
                return Match(state="greenhouse gas without factor")
            return Match(state="no effect on climate")
        if not row.target:
            return Match(state="no effect on climate", condition=row.condition)
        if row.condition != "=" and not self.accept_proxies:
            return Match(state="proxy not accepted", target=row.target, condition=row.condition)
        return Match(
            state="mapped" if row.condition == "=" else "proxy",
            target=row.target,
            factor=row.factor,
            condition=row.condition,
        )


def load_flow_map(*, extra: Sequence[Path] = (), accept_proxies: bool = False) -> FlowMap:
    """Return the user's rows before the shipped ones.

    Args:
        extra: tables to ask before those of the user's folder.
        accept_proxies: whether rows that are only near are applied.

    Raises:
        CP-FMT-020: a table that lacks a column, or a factor that is no number.
    """
    own = sorted((home() / FOLDER).glob("*.csv"))
    rows: list[MapRow] = []
    for path in (*extra, *own):
        rows += read_rows(path.read_text(encoding="utf-8-sig"), where=path.name)
    shipped = resources.files("cellprint.app.imported") / "flow_map.csv"
    rows += read_rows(shipped.read_text(encoding="utf-8"), where="flow_map.csv")
    return FlowMap(rows, accept_proxies=accept_proxies)


def read_rows(text: str, *, where: str) -> list[MapRow]:
    """Return the rows of a table.

    Raises:
        CP-FMT-020: a column is missing, or a factor is no number.
    """
    reader = csv.DictReader(io.StringIO(text))
    lacking = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if lacking:
        raise BadInputError.of("CP-FMT-020", where=where, found=", ".join(lacking))
    rows = []
    for number, row in enumerate(reader, start=2):
        factor = (row.get("ConversionFactor") or "1").strip()
        if not is_number(factor):
            raise BadInputError.of("CP-FMT-020", where=f"{where}:{number}", found=factor[:40])
        rows.append(
            MapRow(
                name=plain_name(row["SourceFlowName"] or ""),
                uuid=(row.get("SourceFlowUUID") or "").strip(),
                cas=(row.get("SourceCAS") or "").strip(),
                context=(row.get("SourceFlowContext") or "").strip(),
                condition=(row["MatchCondition"] or "=").strip(),
                factor=float(factor),
                target=(row["TargetFlowName"] or "").strip(),
                memo=(row.get("MemoMapper") or "").strip(),
            )
        )
    return rows


def plain_name(text: str) -> str:
    """Return a name for comparison: lower case, single blanks, no remark in square brackets.

    >>> plain_name("Carbon  dioxide, fossil ")
    'carbon dioxide, fossil'
    """
    return _BLANKS.sub(" ", re.sub(r"\s*\[[^\]]*\]\s*$", "", text)).strip().casefold()


def medium_of(category: Sequence[str]) -> str:
    """Return `air`, `water`, `soil`, `resource`, or nothing when the path does not say.

    >>> medium_of(("Elementary flows", "Emission to air", "unspecified"))
    'air'
    """
    parts = [part.strip().casefold() for part in category]
    for medium, marks in _MEDIA:
        if any(part in marks or part.startswith(f"{medium}/") for part in parts):
            return medium
    joined = " ".join(parts)
    return next((medium for medium, _ in _MEDIA if f"to {medium}" in joined), "")


def _row_keys(row: MapRow) -> list[tuple[str, str]]:
    keys = [("id", row.uuid)] if row.uuid else []
    return [*keys, (f"name {row.context}", row.name)] if row.name else keys
