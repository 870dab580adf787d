"""Verbs that ask how sure a footprint is and what moves it: uncertainty, sensitivity, compare."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from cellprint.cli.context import language_of, print_json
from cellprint.cli.results import JSON, RULES, SET, STUDY, pairs

if TYPE_CHECKING:
    from cellprint.engine.montecarlo import Samples

SAMPLES = typer.Option("--samples", help="Number of Monte Carlo draws.")
DEFAULT_SPREADS = typer.Option(
    "--default-spreads",
    help="Give amounts of the catalogue without a range one from their quality scores "
    "(unverified factors).",
)
SEED = typer.Option("--seed", help="Seed of the draws.")
_EXAMPLE = "--set capacity='62 kWh'"


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("uncertainty")(uncertainty)
    app.command("sensitivity")(sensitivity)
    app.command("compare")(compare)
    app.command("whatif")(whatif)


def uncertainty(
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    rules: Annotated[str, RULES] = "",
    set_: Annotated[list[str] | None, SET] = None,
    samples: Annotated[int, SAMPLES] = 2000,
    seed: Annotated[int, SEED] = 1,
    default_spreads: Annotated[bool, DEFAULT_SPREADS] = False,
    json: Annotated[bool, JSON] = False,
) -> None:
    """State the interval of a footprint, and which data to improve first.

    Example: cellprint uncertainty study.yaml --samples 5000 --seed 7
    """
    document = _drawn(
        study, rules, set_, samples, seed, "uncertainty_document", spreads=default_spreads
    )
    if json:
        print_json(document)
        return
    from cellprint.cli.analysis_tables import print_uncertainty  # noqa: PLC0415

    print_uncertainty(document, language_of(ctx))


def sensitivity(
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    rules: Annotated[str, RULES] = "",
    set_: Annotated[list[str] | None, SET] = None,
    samples: Annotated[int, SAMPLES] = 2000,
    seed: Annotated[int, SEED] = 1,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Rank what a footprint depends on: data, parameters, sources.

    Example: cellprint sensitivity study.yaml
    """
    document = _drawn(study, rules, set_, samples, seed, "sensitivity_document")
    if json:
        print_json(document)
        return
    from cellprint.cli.analysis_tables import print_sensitivity  # noqa: PLC0415

    print_sensitivity(document, language_of(ctx))


def compare(
    ctx: typer.Context,
    studies: Annotated[list[Path], typer.Argument(help="Study files, the first is the reference.")],
    *,
    rules: Annotated[str, typer.Option(help="Rule book, or several: A,B,C (one study).")] = "",
    set_: Annotated[list[str] | None, SET] = None,
    samples: Annotated[int, SAMPLES] = 2000,
    seed: Annotated[int, SEED] = 1,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Compare studies on the same draws, or rule books on one study.

    Example: cellprint compare a/study.yaml b/study.yaml
    """
    from cellprint.app.comparison import compare_files  # noqa: PLC0415

    document = compare_files(
        studies,
        rules=[book.strip() for book in rules.split(",") if book.strip()],
        overrides=pairs(set_, _EXAMPLE),
        samples=samples,
        seed=seed,
    )
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


def _drawn(
    study: Path,
    rules: str,
    set_: list[str] | None,
    samples: int,
    seed: int,
    kind: str,
    *,
    spreads: bool = False,
) -> dict[str, Any]:
    from cellprint.app import uncertainty as use_case  # noqa: PLC0415
    from cellprint.app.compute import compute_study_file  # noqa: PLC0415

    computed = compute_study_file(study, rules=rules, overrides=pairs(set_, _EXAMPLE))
    noted: dict[str, Any] = {}
    if spreads:
        from cellprint.app import default_spreads as wider  # noqa: PLC0415

        computed = wider.with_default_spreads(computed)
        noted["default_spreads"] = wider.default_spreads_json(computed)
    with _Progress(samples) as progress:
        drawn = use_case.draw_study(computed, samples=samples, seed=seed, stop=progress)
    documents: dict[str, Callable[..., dict[str, Any]]] = {
        "uncertainty_document": use_case.uncertainty_document,
        "sensitivity_document": use_case.sensitivity_document,
    }
    return {**documents[kind](computed, drawn), **noted}


class _Progress:
    """A progress bar on the terminal; an interrupt keeps the draws that are done."""

    def __init__(self, samples: int) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import Progress  # noqa: PLC0415

        console = Console(stderr=True)
        self.bar = Progress(console=console, transient=True, disable=not sys.stderr.isatty())
        self.task = self.bar.add_task("Monte Carlo", total=samples)
        self.interrupted = False

    def __enter__(self) -> Self:
        import signal  # noqa: PLC0415

        self.before = signal.signal(signal.SIGINT, self._interrupt)
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        import signal  # noqa: PLC0415

        self.bar.stop()
        signal.signal(signal.SIGINT, self.before)

    def __call__(self, done: Samples) -> bool:
        """Show how many draws are done; say whether to stop."""
        self.bar.update(self.task, completed=done.drawn)
        return self.interrupted

    def _interrupt(self, *_: object) -> None:
        self.interrupted = True
