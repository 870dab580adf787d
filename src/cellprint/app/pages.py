"""Results as pages: each a single HTML file in one language."""

from __future__ import annotations

from cellprint.app.compute import Computation
from cellprint.app.documents import Json
from cellprint.app.uncertainty import Drawn, sensitivity_document, uncertainty_document
from cellprint.i18n import Lang
from cellprint.report.html import (
    AnalysisDocuments,
    render_analysis,
    render_differences,
    render_report,
)


def analysis_documents(
    computed: Computation, drawn: Drawn, *, noted: Json | None = None
) -> AnalysisDocuments:
    """Return the two documents of a Monte Carlo run; `noted` is added to the first."""
    return AnalysisDocuments(
        uncertainty={**uncertainty_document(computed, drawn), **(noted or {})},
        sensitivity=sensitivity_document(computed, drawn),
    )


def footprint_page(
    document: Json, *, lang: Lang, analysis: AnalysisDocuments | None = None, stem: str = ""
) -> str:
    """Return the report of a footprint; with an analysis, its interval and what widens it."""
    return render_report(document, lang=lang, analysis=analysis, stem=stem)


def analysis_page(analysis: AnalysisDocuments, *, lang: Lang, footprint: Json) -> str:
    """Return the page that says how sure a footprint is and what moves it."""
    return render_analysis(analysis, lang=lang, footprint=footprint)


def comparison_page(document: Json, *, lang: Lang) -> str:
    """Return the page of a comparison."""
    return render_differences(document, lang=lang)
