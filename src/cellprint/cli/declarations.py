"""Verbs of declarations: declare, disclose, verify, suppliers, export-view."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cellprint.cli.context import language_of, print_json

STUDY = typer.Argument(help="Study file (YAML).")
RULES = typer.Option("--rules", help="Rule book; the study's own, or the default, when absent.")
AT = typer.Option("--at", help="Day or time of the step (ISO 8601, UTC); now when absent.")
JSON = typer.Option("--json", help="Print JSON.")
OUT = typer.Option("--out", help="File to write; - for output.")
RECIPIENT = typer.Option("--recipient", help="Who gets it.")
COUNTRY = typer.Option("--country", help="Country of the recipient (DE).")
PURPOSE = typer.Option("--purpose", help="What it is for.")
BASIS = typer.Option("--legal-basis", help="Law or contract.")
LICENCE = typer.Option("--licence", help="Number of an export licence.")
KEY = typer.Option(
    "--key", help="Name, id or beginning of the id of the key; the newest if absent."
)


def register(app: typer.Typer) -> None:
    """Add the verbs of this module."""
    app.command("declare")(declare)
    app.command("disclose")(disclose)
    app.command("verify")(verify)
    app.command("suppliers")(suppliers)
    app.command("export-view")(export_view)


def declare(  # noqa: PLR0913  (each option of the verb is an argument)
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    rules: Annotated[str, RULES] = "",
    key: Annotated[str, KEY] = "",
    out: Annotated[Path, typer.Option("--out", help="Folder to write.")] = Path("declaration"),
    valid_until: Annotated[
        str, typer.Option("--valid-until", help="Day on which the declaration ends (ISO 8601).")
    ] = "",
    at: Annotated[str, AT] = "",
    pdf: Annotated[
        bool | None, typer.Option(help="Ask for the PDF, or leave it out; made if possible.")
    ] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Sign what a study states: declaration, inventory commitments, PDF, evidence.

    Example: cellprint declare study.yaml --rules eu-cfb-ev-draft-2024 --out declared
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.declare import (  # noqa: PLC0415
        PAGES,
        Request,
        require_folder,
        write_declared,
    )
    from cellprint.app.declaration.declare import declare as declare_study  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.declaration.paper import declaration_pdf, no_pages  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_declared, print_missing  # noqa: PLC0415
    from cellprint.cli.secrets import passphrase  # noqa: PLC0415

    missing = no_pages(wanted=pdf)
    require_folder(out)
    request = Request(
        study=study,
        rules=rules,
        key=key,
        passphrase=passphrase(),
        at=moment(at),
        valid_to=moment(valid_until, where="--valid-until") if valid_until else None,
    )
    with open_house() as house:
        result = declare_study(house, request)
    written = write_declared(result, out)
    # What is signed lies there before the pages are set.
    if pdf is not False and not missing:
        (out / PAGES).write_bytes(declaration_pdf(result))
        written = (*written, out / PAGES)
    if json:
        print_json(result.to_json())
    else:
        print_declared(result, written, language_of(ctx))
    print_missing(missing, language_of(ctx))


def disclose(  # noqa: PLR0913  (each option of the verb is an argument)
    ctx: typer.Context,
    declaration: Annotated[Path, typer.Argument(help="Own declaration (JSON or PDF).")],
    *,
    lines: Annotated[str, typer.Option("--lines", help="Lines to open, with commas between.")] = "",
    recipient: Annotated[str, RECIPIENT] = "",
    country: Annotated[str, COUNTRY] = "",
    purpose: Annotated[str, PURPOSE] = "",
    legal_basis: Annotated[str, BASIS] = "",
    licence: Annotated[str, LICENCE] = "",
    class_: Annotated[
        str, typer.Option("--class", help="Highest class that may leave.")
    ] = "confidential",
    nonce: Annotated[
        str, typer.Option("--nonce", help="Word that the recipient chose: binds the lines to him.")
    ] = "",
    out: Annotated[Path, OUT] = Path("-"),
    list_: Annotated[bool, typer.Option("--list", help="List the lines instead.")] = False,
    at: Annotated[str, AT] = "",
) -> None:
    """Open chosen inventory lines of an own declaration for a recipient, and record it.

    Example: cellprint disclose declaration.json --lines cell/lfp_cathode --recipient "Car maker"
    --country DE --purpose audit --legal-basis "contract 12" --nonce 7f3a --out lines.sd-jwt
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.disclose import Opening, disclosable  # noqa: PLC0415
    from cellprint.app.declaration.disclose import disclose as open_lines  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.gate import Reason  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_lines  # noqa: PLC0415
    from cellprint.cli.files_out import write_out  # noqa: PLC0415
    from cellprint.cli.secrets import passphrase  # noqa: PLC0415
    from cellprint.model.classification import classification  # noqa: PLC0415

    with open_house() as house:
        if list_:
            print_lines(disclosable(house, declaration), language_of(ctx))
            return
        opening = Opening(
            lines=lines.split(","),
            allowed=classification(class_, where="--class"),
            reason=Reason(
                purpose=purpose,
                recipient=recipient,
                country=country,
                legal_basis=legal_basis,
                licence=licence,
            ),
            at=moment(at),
            nonce=nonce,
            passphrase=passphrase() if nonce else "",
        )
        token = open_lines(house, declaration, opening)
    write_out(out, token.encode("ascii"))


def verify(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(help="Declaration (JSON, PDF), inventory token, evidence; what is there."),
    ],
    *,
    trust: Annotated[
        list[str] | None,
        typer.Option("--trust", help="Id of an issuer's first key, known by another way."),
    ] = None,
    recipient: Annotated[
        str, typer.Option("--recipient", help="For whom opened lines have to be.")
    ] = "",
    nonce: Annotated[str, typer.Option("--nonce", help="Word that he chose for them.")] = "",
    at: Annotated[str, AT] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """Verify a declaration, and compute it again where its evidence is given.

    Example: cellprint verify declaration.pdf evidence.zip --trust 0Hk3…
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.trust import user_trust  # noqa: PLC0415
    from cellprint.app.declaration.verify import verify_files  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_verification  # noqa: PLC0415

    known = user_trust(trust or ())
    result = verify_files(files, trust=known, at=moment(at), recipient=recipient, nonce=nonce)
    if json:
        print_json(result.to_json())
    else:
        print_verification(result, language_of(ctx))
    if result.failed:
        raise typer.Exit(1)


def suppliers(
    ctx: typer.Context,
    study: Annotated[Path, STUDY],
    *,
    rules: Annotated[str, RULES] = "",
    at: Annotated[str, AT] = "",
    json: Annotated[bool, JSON] = False,
) -> None:
    """Check the signed declarations of suppliers that a study rests on.

    Example: cellprint suppliers study.yaml
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.declaration.suppliers import check_suppliers, unsound  # noqa: PLC0415
    from cellprint.cli.declaration_tables import print_suppliers  # noqa: PLC0415

    with open_house() as house:
        found = check_suppliers(house, study, at=moment(at), rules=rules)
    if json:
        print_json([item.report() for item in found])
    else:
        print_suppliers(found, language_of(ctx))
    if unsound(found):
        raise typer.Exit(1)


def export_view(  # noqa: PLR0913  (each option of the verb is an argument)
    ctx: typer.Context,
    document: Annotated[Path, typer.Argument(help="Study or declaration.")],
    *,
    class_: Annotated[
        str, typer.Option("--class", help="Highest class that may leave: public, partner, …")
    ],
    recipient: Annotated[str, RECIPIENT],
    country: Annotated[str, COUNTRY],
    purpose: Annotated[str, PURPOSE],
    legal_basis: Annotated[str, BASIS],
    licence: Annotated[str, LICENCE] = "",
    out: Annotated[Path, OUT] = Path("-"),
    at: Annotated[str, AT] = "",
) -> None:
    """Write what of a document may leave, and record it in the journal.

    Example: cellprint export-view study.yaml --class partner --recipient "Car maker" --country DE
    --purpose "supplier request" --legal-basis "contract 12" --out view.json
    """
    from cellprint.app.declaration.clock import moment  # noqa: PLC0415
    from cellprint.app.declaration.house import open_house  # noqa: PLC0415
    from cellprint.app.gate import Reason  # noqa: PLC0415
    from cellprint.app.gate import export_view as export  # noqa: PLC0415
    from cellprint.cli.files_out import write_out  # noqa: PLC0415
    from cellprint.i18n import translator  # noqa: PLC0415
    from cellprint.model.classification import classification  # noqa: PLC0415

    reason = Reason(
        purpose=purpose,
        recipient=recipient,
        country=country,
        legal_basis=legal_basis,
        licence=licence,
    )
    allowed = classification(class_, where="--class")
    with open_house() as house:
        made = export(house, document, allowed=allowed, reason=reason, at=moment(at))
    write_out(out, made.view)
    _ = translator(language_of(ctx), "cli")
    told = _("Recorded {digest}; {count} fields were held back.")
    typer.echo(told.format(digest=made.record_digest[:16], count=len(made.removed)), err=True)
