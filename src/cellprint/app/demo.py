"""The demonstration: the shipped example studies, computed and reported."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from cellprint.app.compute import compute_study_file
from cellprint.app.documents import Json
from cellprint.i18n import LANGUAGES
from cellprint.report.html import render_comparison, render_report


def example_studies() -> list[Path]:
    """Return the study files of the shipped examples, in the order of their folders.

    An installed package carries them inside; a checkout has them beside `src`.
    """
    packaged = Path(str(resources.files("cellprint"))) / "examples"
    checkout = Path(__file__).parents[3] / "examples"
    folder = packaged if packaged.is_dir() else checkout
    return sorted(folder.glob("*/study.yaml"))


def run_demo(folder: Path) -> list[Json]:
    """Compute every example; write one folder each and a page that compares them.

    One process does all: a process with threads, as the chart renderer has, must not be forked.

    Returns:
        The footprint documents, in the order of the examples.
    """
    documents = [
        computed_and_written(study, folder / study.parent.name) for study in example_studies()
    ]
    for lang in LANGUAGES:
        page = render_comparison(documents, lang=lang)
        (folder / f"index.{lang}.html").write_text(page, encoding="utf-8")
    return documents


def computed_and_written(study: Path, folder: Path) -> Json:
    """Compute one study file, write its result into `folder` and return its document."""
    document = compute_study_file(study).document
    write_result(document, folder)
    return document


def write_result(document: Json, folder: Path) -> None:
    """Write `footprint.json` and the reports in both languages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    (folder / "footprint.json").write_text(text, encoding="utf-8")
    for lang in LANGUAGES:
        report = folder / f"report.{lang}.html"
        report.write_text(render_report(document, lang=lang), encoding="utf-8")
