"""The answer of the lint for people: one line per finding, then what is waived, then the sums."""

from __future__ import annotations

from cellprint.app.lint import LintAnswer
from cellprint.cli.tables import console
from cellprint.errors import Finding
from cellprint.i18n import Lang, Translator, translator


def print_lint(answer: LintAnswer, lang: Lang) -> None:
    """Print findings, waived findings with their reason, and the numbers of each."""
    _ = translator(lang, "cli")
    out = console()
    report = answer.report
    if report is None:
        for finding in answer.file_findings:
            out.print(_line(finding, lang, _), markup=False, soft_wrap=True)
        out.print(_("The files are not a valid catalogue; nothing else was checked."))
        return
    for item in report.findings:
        out.print(_line(item.finding, lang, _), markup=False, soft_wrap=True)
    for waived in report.waived:
        line = _("waived · {line} · {reason} ({source})").format(
            line=f"{waived.finding.finding.code} · {waived.finding.finding.where}",
            reason=waived.waiver.reason,
            source=waived.waiver.source,
        )
        out.print(line, markup=False, soft_wrap=True)
    out.print(
        _("{judged} entries judged: {errors} errors, {warnings} warnings, {waived} waived").format(
            judged=report.judged,
            errors=len(report.of("error")),
            warnings=len(report.of("warning")),
            waived=len(report.waived),
        )
    )


def _line(finding: Finding, lang: Lang, translate: Translator) -> str:
    rule = f" [{finding.rule}]" if finding.rule else ""
    return f"{translate(finding.severity)} · {finding.line(lang)}{rule}"
