"""Write the report of a footprint, with its interval when draws are asked for."""

from __future__ import annotations

from pathlib import Path

from cellprint.app.compute import Computation
from cellprint.app.pages import analysis_documents, footprint_page
from cellprint.app.uncertainty import draw_study
from cellprint.cli.files_out import write_out
from cellprint.cli.progress import Progress
from cellprint.i18n import Lang


def write_report(computed: Computation, path: Path, *, samples: int, lang: Lang) -> None:
    """Write the report to a file.

    Raises:
        CP-UNC-001: a number of samples out of range.
    """
    analysis = None
    if samples:
        with Progress(samples, lang) as progress:
            drawn = draw_study(computed, samples=samples, stop=progress)
        analysis = analysis_documents(computed, drawn)
    page = footprint_page(computed.document, lang=lang, analysis=analysis)
    write_out(path, page.encode())
