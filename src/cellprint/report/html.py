"""Reports as single HTML files: no script, no outside request, light and dark, for print too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from cellprint.charts.reading import JsonObject
from cellprint.i18n import LANGUAGES, Lang, translator
from cellprint.report.analysis import build_analysis
from cellprint.report.build import PART, build_statement
from cellprint.report.colours import chart_colours
from cellprint.report.comparison import build_comparison
from cellprint.report.differences import build_differences
from cellprint.report.figures import (
    analysis_figures,
    comparison_figure,
    difference_figures,
    figures,
)

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisDocuments:
    """One Monte Carlo run of a study, as its two documents.

    Attributes:
        uncertainty: what `cellprint uncertainty STUDY --json` prints.
        sensitivity: what `cellprint sensitivity STUDY --json` prints.
    """

    uncertainty: JsonObject
    sensitivity: JsonObject


HTML_LANG: Mapping[Lang, str] = {"en": "en", "zh": "zh-CN"}
LANGUAGE_NAMES: Mapping[Lang, str] = {"en": "English", "zh": "中文"}


def render_report(
    document: JsonObject,
    *,
    lang: Lang,
    analysis: AnalysisDocuments | None = None,
    stem: str = "report",
) -> str:
    """Return the report of one footprint as a complete HTML page.

    Args:
        document: what `cellprint compute STUDY --json` prints.
        lang: language of the page.
        analysis: a Monte Carlo run of the same study, for its interval and what widens it.
        stem: the page of the other language is expected beside it as `<stem>.<lang>.html`; empty
            for a page that stands alone.

    Raises:
        CP-CHART-001 … CP-CHART-005: a document cannot be read, or does not add up.
    """
    statement = build_statement(document, lang=lang)
    found = analysis and build_analysis(
        analysis.uncertainty, analysis.sensitivity, lang=lang, footprint=document
    )
    drawn = analysis_figures(found) if found else {}
    return _page(
        "footprint.html.j2",
        lang,
        stem=stem,
        s=statement,
        a=found,
        figures={**figures(statement.charts, lang=lang), **drawn},
    )


def render_analysis(
    analysis: AnalysisDocuments,
    *,
    lang: Lang,
    footprint: JsonObject | None = None,
    report: str = "",
    stem: str = "",
) -> str:
    """Return the page that says how sure a footprint is and which datum would make it surer.

    Args:
        analysis: one Monte Carlo run.
        lang: language of the page.
        footprint: what `cellprint compute STUDY --json` prints for the study.
        report: address of the report of the footprint.
        stem: as in `render_report`.

    Raises:
        CP-CHART-001, CP-CHART-002, CP-CHART-004, CP-CHART-005: a document cannot be read.
    """
    stated = build_analysis(
        analysis.uncertainty, analysis.sensitivity, lang=lang, footprint=footprint, report=report
    )
    return _page("analysis.html.j2", lang, stem=stem, a=stated, figures=analysis_figures(stated))


def render_differences(document: JsonObject, *, lang: Lang, stem: str = "") -> str:
    """Return the page of a comparison: studies on the same draws, or rule books on one study.

    Args:
        document: what `cellprint compare … --json` prints.
        lang: language of the page.
        stem: as in `render_report`.

    Raises:
        CP-CHART-001 … CP-CHART-005, CP-CHART-007: it cannot be read or does not add up.
    """
    stated = build_differences(document, lang=lang)
    return _page(
        "differences.html.j2", lang, stem=stem, d=stated, figures=difference_figures(stated)
    )


def render_comparison(
    documents: Sequence[JsonObject], *, lang: Lang, links: Sequence[str] | None = None
) -> str:
    """Return a page that sets several footprints side by side and leads to their reports.

    Footprints that are stated per different units stand in charts of their own.

    Args:
        documents: what `cellprint compute STUDY --json` prints, in the order of the page.
        lang: language of the page.
        links: address of each report from this page; `<study id>/report.<lang>.html` when absent.

    Raises:
        CP-CHART-001 … CP-CHART-005: a document cannot be read, or does not add up.
        CP-CHART-007: there is no document.
    """
    comparison = build_comparison(documents, lang=lang, links=links)
    return _page(
        "comparison.html.j2",
        lang,
        stem="index",
        c=comparison,
        figures=[
            comparison_figure(group.view, f"compare-{number}", lang=lang)
            for number, group in enumerate(comparison.groups, start=1)
        ],
    )


def _page(template: str, lang: Lang, *, stem: str, **content: object) -> str:
    return (
        _environment(lang)
        .get_template(template)
        .render(
            html_lang=HTML_LANG[lang],
            lang=lang,
            pages=[
                (other, LANGUAGE_NAMES[other], HTML_LANG[other], f"{stem}.{other}.html")
                for other in LANGUAGES
                if stem
            ],
            css=_asset("report.css") + chart_colours(),
            **content,
        )
    )


@cache
def _environment(lang: Lang) -> jinja2.Environment:
    """Return the templates of a language, compiled once."""
    import jinja2  # noqa: PLC0415  (0.16 s that only those who render should pay)

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("cellprint.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = translator(lang, PART)
    return environment


@cache
def _asset(name: str) -> str:
    path = resources.files("cellprint.report") / "assets" / name
    return path.read_text(encoding="utf-8")
