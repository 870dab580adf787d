"""Verbs about workbooks: template and workbook read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cellprint.cli.context import CATALOGUE, language_of
from cellprint.cli.files_out import write_out
from cellprint.i18n import LANGUAGES, Lang

if TYPE_CHECKING:
    from cellprint.errors import Finding

app = typer.Typer(help="Read filled-in workbooks.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    """Add the verbs of this module that stand at the top."""
    parent.command("template")(template)


def template(
    ctx: typer.Context,
    *,
    out: Annotated[Path, typer.Option("--out", help="Workbook to write (xlsx).")],
    language: Annotated[
        str,
        typer.Option("--language", help="Language that comes first, en or zh; --lang if absent."),
    ] = "",
    chemistry: Annotated[
        str, typer.Option("--chemistry", help="Prepare parts, products and units: lfp, nmc811, …")
    ] = "",
    supplier: Annotated[
        str,
        typer.Option(
            "--supplier",
            help="Questionnaire for a maker: cathode, lithium_salt, graphite, foil, electrolyte.",
        ),
    ] = "",
    product: Annotated[
        str, typer.Option("--product", help="Product of that maker; the usual one if absent.")
    ] = "",
    source: Annotated[
        Path | None, typer.Option("--from", help="Study that fills the workbook.")
    ] = None,
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
) -> None:
    """Write a workbook to be filled in: for a study, or for a supplier.

    Example: cellprint template --language zh --chemistry lfp --out lfp.xlsx
    """
    from cellprint.app.data import working_catalogue  # noqa: PLC0415
    from cellprint.app.questionnaires import supplier_template  # noqa: PLC0415
    from cellprint.app.workbooks import filled  # noqa: PLC0415
    from cellprint.app.workbooks import template as fresh  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    if language and language not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--language")
    if sum(map(bool, (chemistry, source, supplier))) > 1:
        raise typer.BadParameter("--chemistry | --supplier | --from", param_hint="template")
    first = language or language_of(ctx)
    data = working_catalogue(catalogue)
    if source:
        with marking(source, language_of(ctx)):
            content = filled(data, source, lang=first)
    elif supplier:
        content = supplier_template(data, supplier, lang=first, product=product)
    else:
        content = fresh(data, lang=first, chemistry=chemistry)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    _ = translator(language_of(ctx), "cli")
    if supplier:
        done = _("Wrote {path}. Next: fill it in, then cellprint workbook read {path} --out FOLDER")
    else:
        done = _("Wrote {path}. Next: fill it in, then cellprint compute {path}")
    typer.echo(done.format(path=out))


@app.command("read")
def read(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Filled-in workbook (xlsx).")],
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="Study to write (YAML), - prints it; a folder for a supplier's answers."
        ),
    ] = Path("-"),
    marked: Annotated[
        Path | None,
        typer.Option(
            "--marked", help="Marked copy, if cells are wrong; FILE.marked.xlsx if absent."
        ),
    ] = None,
    catalogue: Annotated[list[Path] | None, CATALOGUE] = None,
) -> None:
    """Read a workbook into a study; or mark the cells that have to be mended.

    A supplier's answers become a folder of own data for --catalogue, or, where only the first
    sheet is filled in, an entry of supplier_footprints.

    Example: cellprint workbook read lfp.xlsx --out study.yaml
    """
    from cellprint.app.data import working_catalogue  # noqa: PLC0415
    from cellprint.app.workbooks import read_returned, returned_files  # noqa: PLC0415
    from cellprint.errors import BadInputError  # noqa: PLC0415

    lang = language_of(ctx)
    data = working_catalogue(catalogue)
    reading = read_returned(file, data)
    if reading.errors:
        _mark(file, reading.findings, lang, marked)
        raise BadInputError(*reading.errors)
    for finding in reading.findings:
        typer.echo(finding.line(lang), err=True)
    with marking(file, lang, marked):
        files = returned_files(reading, data)
    if len(files) > 1 and str(out) == "-":
        raise typer.BadParameter("--out FOLDER", param_hint="--out")
    for name, text in files.items():
        write_out(out / name if name else out, text.encode("utf-8"))


@contextmanager
def marking(file: Path, lang: Lang, target: Path | None = None) -> Iterator[None]:
    """Write a marked copy beside a workbook whose cells an error names, and let the error go on."""
    from cellprint.errors import CellprintError  # noqa: PLC0415

    try:
        yield
    except CellprintError as error:
        _mark(file, error.findings, lang, target)
        raise


def _mark(file: Path, findings: Sequence[Finding], lang: Lang, target: Path | None) -> None:
    from cellprint.app.workbooks import marked_copy  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415

    content = marked_copy(file, findings, lang=lang)
    if content is None:
        return
    path = target or file.with_name(f"{file.stem.removesuffix('.marked')}.marked.xlsx")
    path.write_bytes(content)
    _ = translator(lang, "cli")
    typer.echo(_("The cells to mend are marked in {path}.").format(path=path), err=True)
