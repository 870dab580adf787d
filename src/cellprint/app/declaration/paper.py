"""The declaration as a PDF, and whether the pages of a given PDF can be made again."""

from __future__ import annotations

from dataclasses import replace

from cellprint.app.declaration.declare import Declared
from cellprint.app.declaration.evidence import FOOTPRINT
from cellprint.app.declaration.outcome import Checked, checked, not_checked
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.errors import BadInputError, CellprintError, Finding
from cellprint.report.fonts import font_folders
from cellprint.report.pdf import render_pdf
from cellprint.store.bundle import Bundle
from cellprint.store.strict_json import parse_object


def no_pages(*, wanted: bool | None) -> tuple[Finding, ...]:
    """Return why there will be no PDF, before anything is signed; empty where there will be one.

    Args:
        wanted: whether it is asked for; None where it is made if it can be.

    Raises:
        CP-DECL-018: it is asked for, and the typesetter or a font is not installed.
    """
    if wanted is False:
        return ()
    try:
        font_folders()
    except BadInputError as error:
        if wanted:
            raise
        return tuple(replace(finding, severity="warning") for finding in error.findings)
    return ()


def declaration_pdf(result: Declared) -> bytes:
    """Return the pages of a declaration with the declaration attached.

    Raises:
        CP-DECL-018: a font package is not installed; CP-DECL-019: the pages could not be set.
    """
    return render_pdf(
        result.computed.document,
        result.declaration,
        attachment=result.data,
        digest=result.digest,
        fonts=font_folders(),
    )


def pages_check(pdf: bytes, bundle: Bundle, signed: SignedDeclaration) -> Checked:
    """Return whether the pages of a PDF are those that its declaration and footprint give.

    Other fonts or another release give other bytes, so a difference is a warning.
    """
    try:
        again = render_pdf(
            parse_object(bundle.files[FOOTPRINT], where=FOOTPRINT),
            signed.declaration,
            attachment=signed.data,
            digest=signed.digest,
            fonts=font_folders(),
        )
    except CellprintError:
        return not_checked("pages")
    if again == pdf:
        return checked("pages", ())
    return checked("pages", [Finding(code="CP-DECL-033", where="pdf", severity="warning")])
