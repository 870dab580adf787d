"""Verbs that ask how sure a footprint is and what moves it: uncertainty, sensitivity, compare."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cellprint.cli.context import language_of, print_json
from cellprint.cli.files_out import write_out
from cellprint.cli.progress import Progress
from cellprint.cli.results import JSON, RULES, SET, STUDY, pairs

if TYPE_CHECKING:
    from cellprint.i18n import Lang
    from cellprint.report.html import AnalysisDocuments

SAMPLES = typer.Option("--samples", help="Number of Monte Carlo draws.")
DEFAULT_SPREADS = typer.Option(
    "--default-spreads",
    help="Give amounts of the catalogue without a range one from their quality scores "
    "(unverified factors).",
)
SEED = typer.Option("--seed", help="Seed of the draws.")
HTML = typer.Option("--html", help="File to write the result to as a page with charts.")
_EXAMPLE = "--set capacity='62 kWh'"


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("uncertainty")(uncertainty)
    app.command("sensitivity")(sensitivity)
    app.command("compare")(compare)
    app.command("whatif")(whatif)


def uncertainty(  # noqa: PLR0913  (each is an option of the verb)
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    rules: Annotated[str, RULES] = "",
    set_: Annotated[list[str] | None, SET] = None,
    samples: Annotated[int, SAMPLES] = 2000,
    seed: Annotated[int, SEED] = 1,
    default_spreads: Annotated[bool, DEFAULT_SPREADS] = False,
    html: Annotated[Path | None, HTML] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """State the interval of a footprint, and which data to improve first.

    Example: cellprint uncertainty study.yaml --samples 5000 --seed 7 --html sure.html
    """
    run = _drawn(study, rules, set_, samples, seed, lang=language_of(ctx), spreads=default_spreads)
    document = run.documents.uncertainty
    if html:
        run.write_page(html, language_of(ctx))
    if json:
        print_json(document)
        return
    from cellprint.cli.analysis_tables import print_uncertainty  # noqa: PLC0415

    print_uncertainty(dict(document), language_of(ctx))


def sensitivity(
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    rules: Annotated[str, RULES] = "",
    set_: Annotated[list[str] | None, SET] = None,
    samples: Annotated[int, SAMPLES] = 2000,
    seed: Annotated[int, SEED] = 1,
    html: Annotated[Path | None, HTML] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Rank what a footprint depends on: data, parameters, sources.

    Example: cellprint sensitivity study.yaml
    """
    run = _drawn(study, rules, set_, samples, seed, lang=language_of(ctx))
    document = run.documents.sensitivity
    if html:
        run.write_page(html, language_of(ctx))
    if json:
        print_json(document)
        return
    from cellprint.cli.analysis_tables import print_sensitivity  # noqa: PLC0415

    print_sensitivity(dict(document), language_of(ctx))


def compare(  # noqa: PLR0913  (each is an option of the verb)
    ctx: typer.Context,
    studies: Annotated[list[Path], typer.Argument(help="Study files, the first is the reference.")],
    *,
    rules: Annotated[str, typer.Option(help="Rule book, or several: A,B,C (one study).")] = "",
    at: Annotated[
        list[str] | None,
        typer.Option(help="Compare the first study with its plant in this place, or this year."),
    ] = None,
    set_: Annotated[list[str] | None, SET] = None,
    samples: Annotated[int, SAMPLES] = 2000,
    seed: Annotated[int, SEED] = 1,
    html: Annotated[Path | None, HTML] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Compare studies on the same draws, or rule books on one study.

    Example: cellprint compare study.yaml --at CN-NM --at PL --rules iso-14067-2018
    """
    from cellprint.app.comparison import compare_files  # noqa: PLC0415

    sides = len(studies) + len(at or ())
    with Progress(samples * sides, language_of(ctx)) as progress:
        document = compare_files(
            studies,
            changes=at or (),
            rules=[book.strip() for book in rules.split(",") if book.strip()],
            overrides=pairs(set_, _EXAMPLE),
            samples=samples,
            seed=seed,
            stop=progress,
        )
    if html:
        from cellprint.app.pages import comparison_page  # noqa: PLC0415

        write_out(html, comparison_page(document, lang=language_of(ctx)).encode())
    if json:
        print_json(document)
        return
    from cellprint.cli.analysis_tables import print_comparison  # noqa: PLC0415

    print_comparison(document, language_of(ctx))


def whatif(
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    lever: Annotated[
        list[str] | None, typer.Option("--lever", help="LEVER=VALUE; repeatable. None lists them.")
    ] = None,
    rules: Annotated[str, RULES] = "",
    set_: Annotated[list[str] | None, SET] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Pull declared levers: electricity supply, routes, yields, supplier footprints.

    Example: cellprint whatif study.yaml --lever electricity.wind=0.5 --lever yield.cell=0.95
    """
    from cellprint.app.compute import compute_study_file  # noqa: PLC0415
    from cellprint.app.whatif import what_if, what_if_document  # noqa: PLC0415

    computed = compute_study_file(study, rules=rules, overrides=pairs(set_, _EXAMPLE))
    settings = numbers(pairs(lever, "--lever electricity.wind=0.5"))
    document = what_if_document(what_if(computed), settings)
    if json:
        print_json(document)
        return
    from cellprint.cli.analysis_tables import print_what_if  # noqa: PLC0415

    print_what_if(document, language_of(ctx))


def numbers(settings: dict[str, str]) -> dict[str, float]:
    """Return the settings as numbers.

    Raises:
        CP-CLI-002: a value is no number.
    """
    from cellprint.errors import BadInputError  # noqa: PLC0415

    found = {}
    for name, text in settings.items():
        try:
            found[name] = float(text)
        except ValueError as error:
            raise BadInputError.of(
                "CP-CLI-002", where="--lever", found=f"{name}={text}", example=f"{name}=0.5"
            ) from error
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A Monte Carlo run of one study as its documents, beside the footprint."""

    documents: AnalysisDocuments
    footprint: dict[str, Any]

    def write_page(self, path: Path, lang: Lang) -> None:
        """Write the page of the run."""
        from cellprint.app.pages import analysis_page  # noqa: PLC0415

        page = analysis_page(self.documents, lang=lang, footprint=self.footprint)
        write_out(path, page.encode())


def _drawn(
    study: Path,
    rules: str,
    set_: list[str] | None,
    samples: int,
    seed: int,
    *,
    lang: Lang,
    spreads: bool = False,
) -> _Run:
    from cellprint.app.compute import compute_study_file  # noqa: PLC0415
    from cellprint.app.pages import analysis_documents  # noqa: PLC0415
    from cellprint.app.uncertainty import draw_study  # noqa: PLC0415

    computed = compute_study_file(study, rules=rules, overrides=pairs(set_, _EXAMPLE))
    noted: dict[str, Any] = {}
    if spreads:
        from cellprint.app import default_spreads as wider  # noqa: PLC0415

        computed = wider.with_default_spreads(computed)
        noted["default_spreads"] = wider.default_spreads_json(computed)
    with Progress(samples, lang) as progress:
        drawn = draw_study(computed, samples=samples, seed=seed, stop=progress)
    documents = analysis_documents(computed, drawn, noted=noted)
    return _Run(documents=documents, footprint=computed.document)
