"""Draw the picture of the README from the example studies: `python -m tools.readme_picture`."""

from __future__ import annotations

from pathlib import Path

from cellprint.app.compute import compute_study_file
from cellprint.app.demo import example_studies
from cellprint.i18n import LANGUAGES
from cellprint.report.comparison import build_comparison
from cellprint.report.figures import comparison_figure

FOLDER = Path(__file__).parents[1] / "docs" / "_static"


def pictures() -> dict[str, str]:
    """Return file name → SVG of the example studies side by side, one per language."""
    documents = [compute_study_file(study).document for study in example_studies()]
    drawn = {}
    for lang in LANGUAGES:
        group = build_comparison(documents, lang=lang).groups[0]
        figure = comparison_figure(group.view, "examples", lang=lang)
        # On its own the drawing has no page to take font and background from.
        alone = '<svg font-family="sans-serif" style="background:#fff"'
        drawn[f"examples.{lang}.svg"] = figure.drawings[-1].replace("<svg", alone, 1) + "\n"
    return drawn


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures().items():
        (FOLDER / name).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
