"""Tables of keys, declarations and verifications for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text as RichText

from cellprint.cli.shown import shown
from cellprint.cli.tables import Json, console
from cellprint.errors import Finding
from cellprint.i18n import Lang, Translator, translator
from cellprint.model.classification import Classification
from cellprint.model.terms import status_name

if TYPE_CHECKING:
    from cellprint.app.declaration.declare import Declared
    from cellprint.app.declaration.keys import KeyLine
    from cellprint.app.declaration.review import Reviewed
    from cellprint.app.declaration.suppliers import Supplied
    from cellprint.app.declaration.verify import Verification

_STYLES = {"error": "red", "warning": "yellow", "note": ""}


def print_keys(lines: Sequence[KeyLine], lang: Lang) -> None:
    """Print keys with their state; the id of the first one is what others are told."""
    _ = translator(lang, "cli")
    table = Table()
    for head in (_("Key"), _("Name"), _("Owner"), _("State"), _("Valid from"), _("Valid to")):
        table.add_column(head, overflow="fold")
    for line in lines:
        ends = line.revoked_from or line.valid_to
        table.add_row(
            line.kid,
            line.name,
            line.owner,
            _states(_)[line.state.value],
            line.valid_from.date().isoformat(),
            ends.date().isoformat() if ends else "",
        )
    console().print(table)
    if lines:
        console().print(_("First key, to tell others: {kid}").format(kid=lines[0].first))


def print_declared(result: Declared, written: Sequence[Path], lang: Lang) -> None:
    """Print what was declared, under which rules, and the files."""
    _ = translator(lang, "cli")
    out, body = console(), result.declaration
    name = body.product.name
    out.print(RichText(name.zh if lang == "zh" else name.en, style="bold"))
    out.print(f"{shown(body.total.value)} {body.total.unit}")
    out.print(
        _("Rule book {id} {version}, status: {status}").format(
            id=body.rulebook.id,
            version=body.rulebook.version,
            status=status_name(body.rulebook.status, lang),
        )
    )
    told = _("SHA-256 of the declaration: {digest}").format(digest=result.digest)
    out.print(told, soft_wrap=True)
    for path in written:
        out.print(RichText(str(path)), soft_wrap=True)
    out.print(_("evidence.zip is confidential: it holds the whole study."))
    _print_findings(result.findings, lang)


def print_missing(findings: Sequence[Finding], lang: Lang) -> None:
    """Say on standard error why a file that one expects was not written."""
    if findings:
        _ = translator(lang, "cli")
        typer.echo(_("No PDF was written; everything else was."), err=True)
    for finding in findings:
        typer.echo(finding.line(lang), err=True)


def print_lines(lines: Sequence[tuple[str, Classification]], lang: Lang) -> None:
    """Print the inventory lines that can be opened, with the class of each."""
    _ = translator(lang, "cli")
    names = {
        Classification.PUBLIC: _("public"),
        Classification.PARTNER: _("for partners"),
        Classification.CONFIDENTIAL: _("confidential"),
        Classification.CONTROLLED_TECHNOLOGY: _("controlled technology"),
    }
    for name, class_ in lines:
        typer.echo(f"{name}\t{names[class_]}")


def print_verification(result: Verification, lang: Lang) -> None:
    """Print one row for each check, and the findings below."""
    from cellprint.app.declaration.outcome import CHECK_NAMES  # noqa: PLC0415

    _ = translator(lang, "cli")
    out = console()
    if result.signed is not None:
        body = result.signed.declaration
        out.print(f"{body.issuer.name} · {body.id} · {body.version}")
    states = {"passed": _("passed"), "failed": _("failed"), "not checked": _("not checked")}
    table = Table()
    table.add_column(_("Check"))
    table.add_column(_("Result"))
    for check in result.checks:
        style = "red" if check.state.value == "failed" else ""
        row = RichText(states[check.state.value], style=style)
        table.add_row(CHECK_NAMES[check.id].get(lang), row)
    out.print(table)
    for check in result.checks:
        _print_findings(check.findings, lang)
    for line in result.lines:
        out.print(RichText(f"{line['id']}: {line['amount']} {line['unit']}"), soft_wrap=True)


def print_suppliers(found: Sequence[Supplied], lang: Lang) -> None:
    """Print the suppliers' declarations with what was found about them."""
    _ = translator(lang, "cli")
    if not found:
        console().print(_("The study names no signed declaration of a supplier."))
    for item in found:
        console().print(f"{item.id} · {item.digest[:16]}")
        _print_findings(item.findings, lang)


def print_log(rows: Sequence[Json], lang: Lang) -> None:
    """Print the entries of the journal."""
    _ = translator(lang, "cli")
    table = Table()
    for head in (_("Entry"), _("Time"), _("Document"), _("Version"), "SHA-256"):
        table.add_column(head, overflow="fold")
    for row in rows:
        erased = row["digest"] is None
        table.add_row(
            str(row["position"]),
            (row["created_at"] or "")[:19],
            _("erased") if erased else str(row["document"] or ""),
            str(row["version"] or ""),
            (row["digest"] or "")[:16],
        )
    console().print(table)


def print_log_findings(findings: Sequence[Finding], lang: Lang) -> None:
    """Print whether the journal is whole, and what is not."""
    _ = translator(lang, "cli")
    if not any(finding.severity == "error" for finding in findings):
        console().print(_("Documents and journal are whole."))
    _print_findings(findings, lang)


def print_review(found: Reviewed, lang: Lang) -> None:
    """Print where a declaration stands, and the opinions about it."""
    _ = translator(lang, "cli")
    console().print(_("The declaration is now: {state}").format(state=found.status.state.value))
    for opinion in found.opinions:
        console().print(f"{opinion['verifier']} · {opinion['opinion']} · {opinion['assurance']}")
        findings = opinion["findings"]
        for finding in findings if isinstance(findings, list) else ():
            console().print(f"- {finding}")


def _print_findings(findings: Sequence[Finding], lang: Lang) -> None:
    for finding in findings:
        text = RichText(finding.line(lang), style=_STYLES[finding.severity])
        console().print(text, soft_wrap=True)


def _states(_: Translator) -> dict[str, str]:
    return {
        "active": _("active"),
        "expired": _("expired"),
        "revoked": _("revoked"),
        "not_yet_valid": _("not yet valid"),
    }
