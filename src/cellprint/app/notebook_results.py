"""Results as notebooks show them: each displays itself, gives its rows, and draws its charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cellprint.app.compute import Computation
from cellprint.app.documents import Json
from cellprint.app.explain import explanation
from cellprint.app.notebook_shown import Shown
from cellprint.app.pages import analysis_page, comparison_page, footprint_page
from cellprint.app.whatif import WhatIf, what_if_document
from cellprint.charts.analysis import read_sensitivity, read_uncertainty
from cellprint.charts.comparison import read_comparison
from cellprint.charts.contributions import contributions, contributors_view
from cellprint.charts.difference import difference, difference_view
from cellprint.charts.document import read_footprint
from cellprint.charts.electricity_methods import electricity_methods, electricity_methods_view
from cellprint.charts.interval import interval_view, intervals
from cellprint.charts.numbers import significant
from cellprint.charts.ranked import levers_view, ranked
from cellprint.charts.sankey import sankey, sankey_view
from cellprint.charts.stage_bars import stage_bars, stage_bars_view
from cellprint.charts.tornado import tornado, tornado_view
from cellprint.charts.waterfall import waterfall, waterfall_view
from cellprint.i18n import Lang
from cellprint.report.fragment import Fragment
from cellprint.report.fragments import (
    analysis_fragment,
    comparison_fragment,
    footprint_fragment,
    levers_fragment,
)
from cellprint.report.html import AnalysisDocuments

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, kw_only=True, repr=False)
class Footprint(Shown):
    """The carbon footprint of a study."""

    computation: Computation
    lang: Lang = "en"

    @cached_property
    def document(self) -> Json:
        """Return what `cellprint compute STUDY --json` prints."""
        document: Json = self.computation.document
        return document

    @property
    def value(self) -> float:
        """Return the footprint per functional unit; see `unit`."""
        return float(self.document["total"]["value"])

    @property
    def unit(self) -> str:
        """Return the unit of `value`."""
        return str(self.document["total"]["unit"])

    @property
    def per_kwh_capacity(self) -> float:
        """Return the footprint [kg CO2e per kWh of rated capacity]."""
        return float(self.document["per_kwh_capacity"]["value"])

    def rows(self) -> list[Json]:
        """Return the life-cycle stages as rows, fit for `pandas.DataFrame`."""
        return [
            {
                "stage": stage["id"],
                "name": stage["name"][self.lang],
                "value": float(stage["value"]),
                "share": float(stage["share"]),
            }
            for stage in self.document["stages"]
        ]

    def explain(self, path: str = "") -> Json:
        """Return why a number is what it is: a branch of the contribution tree, `a/b/c`.

        Raises:
            CP-CLI-003: there is no such branch.
        """
        return explanation(self.computation, path)

    def chart(self, kind: str = "stages") -> alt.LayerChart:
        """Return a chart: `stages`, `waterfall`, `items`, `chain` or `electricity`."""
        found, lang = read_footprint(self.document), self.lang
        charts = {
            "stages": lambda: stage_bars(stage_bars_view(found, lang=lang), lang=lang),
            "waterfall": lambda: waterfall(waterfall_view(found, lang=lang), lang=lang),
            "items": lambda: contributions(contributors_view(found, lang=lang), lang=lang),
            "chain": lambda: sankey(sankey_view(found, lang=lang), lang=lang),
            "electricity": lambda: electricity_methods(
                electricity_methods_view(found, lang=lang), lang=lang
            ),
        }
        return charts[kind]()

    def save(self, path: str | Path) -> None:
        """Write the report as one HTML file."""
        Path(path).write_text(footprint_page(self.document, lang=self.lang), encoding="utf-8")

    def fragment(self) -> Fragment:
        """Return what a notebook shows."""
        return footprint_fragment(self.document, lang=self.lang)

    def __repr__(self) -> str:
        """Return the name and the number."""
        number = significant(Decimal(self.document["total"]["value"]))
        return f"{self.document['study']['name'][self.lang]}: {number} {self.unit}"


@dataclass(frozen=True, kw_only=True, repr=False)
class Uncertainty(Shown):
    """A Monte Carlo run of a study: interval, and what widens it."""

    documents: AnalysisDocuments
    computation: Computation
    lang: Lang = "en"

    @property
    def document(self) -> Json:
        """Return what `cellprint uncertainty STUDY --json` prints."""
        return dict(self.documents.uncertainty)

    @property
    def sensitivity(self) -> Json:
        """Return what `cellprint sensitivity STUDY --json` prints."""
        return dict(self.documents.sensitivity)

    @property
    def median(self) -> float:
        """Return the median per functional unit."""
        return float(self.document["total"]["median"])

    @property
    def interval(self) -> tuple[float, float]:
        """Return the ends of the central interval of 90 % per functional unit."""
        total = self.document["total"]
        return float(total["low"]), float(total["high"])

    def rows(self) -> list[Json]:
        """Return which data widen the interval, the strongest first, as rows."""
        return [
            {
                "id": row["id"],
                "name": row["name"][self.lang],
                "source": row["source"],
                "status": row["status"],
                "share_of_variance": float(row["share_of_variance"]),
                "elasticity": float(row["elasticity"]),
            }
            for row in self.sensitivity["ranking"]
        ]

    def chart(self, kind: str = "interval") -> alt.LayerChart:
        """Return a chart: `interval` or `tornado`."""
        lang = self.lang
        if kind == "tornado":
            return tornado(tornado_view(read_sensitivity(self.sensitivity), lang=lang), lang=lang)
        return intervals(interval_view(read_uncertainty(self.document), lang=lang), lang=lang)

    def save(self, path: str | Path) -> None:
        """Write the page of the run as one HTML file."""
        footprint = self.computation.document
        page = analysis_page(self.documents, lang=self.lang, footprint=footprint)
        Path(path).write_text(page, encoding="utf-8")

    def fragment(self) -> Fragment:
        """Return what a notebook shows."""
        return analysis_fragment(self.document, self.sensitivity, lang=self.lang)

    def __repr__(self) -> str:
        """Return the name, the median and the interval."""
        low, high = self.interval
        total = self.document["total"]
        name = self.document["study"]["name"][self.lang]
        return f"{name}: {self.median:.3g} ({low:.3g}–{high:.3g}) {total['unit']}"


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(Shown):
    """Studies on the same draws, or rule books on one study."""

    document: Json
    lang: Lang = "en"

    @property
    def probabilities(self) -> list[float]:
        """Return, for each study after the first, the share of draws with the first lower."""
        pairs = self.document.get("pairs", ())
        return [float(pair["probability_a_below_b"]["value"]) for pair in pairs]

    def rows(self) -> list[Json]:
        """Return the results as rows."""
        return [
            {
                "study": row["study"]["id"],
                "name": row["study"]["name"][self.lang],
                "rules": row["rulebook"]["id"],
                "value": float(row["total"]["value"]),
                **{key: float(row["interval"][key]) for key in row.get("interval", ())},
            }
            for row in self.document["results"]
        ]

    def chart(self, number: int = 0) -> alt.LayerChart:
        """Return the chart of one difference, the first by default."""
        found = read_comparison(self.document)
        return difference(difference_view(found, number, lang=self.lang), lang=self.lang)

    def save(self, path: str | Path) -> None:
        """Write the comparison as one HTML file."""
        Path(path).write_text(comparison_page(self.document, lang=self.lang), encoding="utf-8")

    def fragment(self) -> Fragment:
        """Return what a notebook shows."""
        return comparison_fragment(self.document, lang=self.lang)

    def __repr__(self) -> str:
        """Return every result in a line."""
        unit = self.document["unit"]
        return "\n".join(
            f"{r['name']} ({r['rules']}): {r['value']:.3g} {unit}" for r in self.rows()
        )


@dataclass(frozen=True, kw_only=True, repr=False)
class Levers(Shown):
    """The declared levers of a study, solved in advance: a setting takes microseconds."""

    found: WhatIf
    settings: Mapping[str, float]
    lang: Lang = "en"

    @cached_property
    def document(self) -> Json:
        """Return what `cellprint whatif STUDY --json` prints."""
        return what_if_document(self.found, self.settings)

    @property
    def value(self) -> float:
        """Return the footprint per functional unit with the levers as set."""
        key = "value" if "value" in self.document else "baseline"
        return float(self.document[key])

    def at(self, settings: Mapping[str, float]) -> float:
        """Return the footprint per functional unit with levers set.

        Raises:
            CP-UNC-004, CP-UNC-005: an unknown lever, or a value out of its range.
        """
        amount = self.found.computed.counted.amount
        return float(self.found.per_battery([settings])[0]) / amount

    def rows(self) -> list[Json]:
        """Return the levers with the effect of each alone at its far end."""
        return [
            {
                "lever": row["id"],
                "name": row["name"][self.lang],
                **{key: float(row[key]) for key in ("low", "high", "base", "at", "difference")},
            }
            for row in self.document["levers"]
        ]

    def chart(self) -> alt.LayerChart:
        """Return the levers with the largest effect."""
        return ranked(levers_view(self.document, lang=self.lang), lang=self.lang)

    def fragment(self) -> Fragment:
        """Return what a notebook shows."""
        return levers_fragment(self.document, lang=self.lang)

    def __repr__(self) -> str:
        """Return the number with the levers as set."""
        return f"{self.value:.3g} {self.document['unit']}, {len(self.rows())} levers"
