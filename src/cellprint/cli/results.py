"""Verbs that compute: compute, product, explain, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import CATALOGUE, language_of, print_json
from cellprint.cli.files_out import write_out

STUDY = typer.Argument(help="Study file: YAML, or a filled-in workbook (xlsx).")
RULES = typer.Option("--rules", help="Rule book; the study's own, or the default, when absent.")
SET = typer.Option("--set", help="NAME=VALUE for a parameter or field of the study; repeatable.")
JSON = typer.Option("--json", help="Print JSON.")
ON = typer.Option("--at", help="Day on which suppliers' declarations must hold; now when absent.")
XLSX = typer.Option("--xlsx", help="Also write the result as a workbook to this file.")


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("compute")(compute)
    app.command("product")(product)
    app.command("explain")(explain)
    app.command("demo")(demo)


def compute(  # noqa: PLR0913  (the options of one verb)
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    rules: Annotated[str, RULES] = "",
    set_: Annotated[list[str] | None, SET] = None,
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
    html: Annotated[Path | None, typer.Option(help="File to write the report to.")] = None,
    samples: Annotated[
        int, typer.Option(help="Monte Carlo draws for the interval in the report; 0 for none.")
    ] = 0,
    xlsx: Annotated[Path | None, XLSX] = None,
    at: Annotated[str, ON] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """Compute the carbon footprint of a study.

    Example: cellprint compute study.yaml --html report.html --samples 2000
    """
    from cellprint.app.compute import compute_study_file  # noqa: PLC0415
    from cellprint.app.data import working_catalogue  # noqa: PLC0415
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.standing import with_standing  # noqa: PLC0415
    from cellprint.cli.workbooks import marking  # noqa: PLC0415

    when = moment(at)
    with marking(study, language_of(ctx)):
        computed = compute_study_file(
            study,
            rules=rules,
            overrides=pairs(set_, "--set capacity='62 kWh'"),
            catalogue=working_catalogue(catalogue),
        )
    computed = with_standing(computed, study.parent, at=when)
    document = computed.document
    if html:
        from cellprint.cli.reports import write_report  # noqa: PLC0415

        write_report(computed, html, samples=samples, lang=language_of(ctx))
    if xlsx:
        from cellprint.report.workbook import render_workbook  # noqa: PLC0415

        write_out(xlsx, render_workbook(document, lang=language_of(ctx)))
    if json:
        print_json(document)
        return
    from cellprint.cli.tables import print_footprint  # noqa: PLC0415

    print_footprint(document, language_of(ctx))


def product(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Product: id, formula, Chinese or English name.")],
    *,
    at: Annotated[str, typer.Option("--at", help="Place where it is made, e.g. CN-QH.")] = "",
    year: Annotated[int | None, typer.Option(help="Year of the electricity factors.")] = None,
    choose: Annotated[
        list[str] | None, typer.Option(help="PRODUCT=ROUTE for a choice of route; repeatable.")
    ] = None,
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Compute the cradle-to-gate footprint of one unit of any catalogue product.

    Example: cellprint product lithium_carbonate --at CN-QH
    """
    from cellprint.app.data import working_catalogue  # noqa: PLC0415
    from cellprint.app.product import product_footprint  # noqa: PLC0415

    choices = pairs(choose, "--choose lithium_carbonate=brine_atacama")
    data = working_catalogue(catalogue)
    document = product_footprint(data, name, at=at, year=year, choices=choices)
    if json:
        print_json(document)
        return
    from cellprint.cli.tables import print_product  # noqa: PLC0415

    print_product(document, language_of(ctx))


def explain(
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    path: Annotated[str, typer.Argument(help="Path in the contribution tree, a/b/c.")] = "",
    *,
    rules: Annotated[str, RULES] = "",
    set_: Annotated[list[str] | None, SET] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Say why a number is what it is, down to source, page and licence.

    Example: cellprint explain study.yaml raw_materials/cells/lfp_cathode
    """
    from cellprint.app.explain import explain_file  # noqa: PLC0415

    document = explain_file(
        study, path, rules=rules, overrides=pairs(set_, "--set capacity='62 kWh'")
    )
    if json:
        print_json(document)
        return
    from cellprint.cli.explanations import print_explanation  # noqa: PLC0415

    print_explanation(document, language_of(ctx))


def demo(
    ctx: typer.Context,
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder to write.")] = Path("cellprint-demo"),
) -> None:
    """Compute the shipped example studies; write reports and footprints.

    Example: cellprint demo --out first-look
    """
    from cellprint.app.demo import run_demo  # noqa: PLC0415
    from cellprint.cli.comparisons import print_demo  # noqa: PLC0415

    print_demo(run_demo(out), out, language_of(ctx))


def pairs(entries: list[str] | None, example: str) -> dict[str, str]:
    """Return NAME=VALUE entries as a mapping.

    Raises:
        CP-CLI-002: an entry is not of that form.
    """
    from cellprint.errors import BadInputError  # noqa: PLC0415

    result: dict[str, str] = {}
    for entry in entries or []:
        name, sign, value = entry.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise BadInputError.of("CP-CLI-002", where="command line", found=entry, example=example)
        result[name.strip()] = value.strip()
    return result
