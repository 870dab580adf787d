"""Tables of checklists and duties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text as RichText

from cellprint.cli.rule_values import OUTCOMES, rule_lines
from cellprint.cli.tables import console, print_findings, print_quality
from cellprint.i18n import Lang, translator
from cellprint.model.inventory import Text
from cellprint.model.terms import status_name

Json = dict[str, Any]

DUTIES: dict[str | None, Text] = {
    "Due": Text(en="due", zh="已到期"),
    "NotYetDue": Text(en="not yet due", zh="未到期"),
    "Undetermined": Text(en="undetermined", zh="待定"),
    None: Text(en="scope unknown", zh="适用范围未知"),
}
_STYLES = {"pass": "green", "fail": "bold red", "not assessable": "yellow"}


def print_checklist(document: Json, lang: Lang) -> None:
    """Print the checklist with article, finding and evidence asked."""
    _ = translator(lang, "cli")
    out = console()
    book = document["rulebook"]
    out.print(RichText(document["study"]["name"][lang], style="bold"))
    out.print(
        _("Rule book {id} {version}, status: {status}").format(
            id=book["id"], version=book["version"], status=status_name(book["status"], lang)
        )
    )
    table = Table(show_lines=True)
    for head in (_("Check"), _("Article"), _("Finding"), _("Evidence asked"), _("Answer")):
        table.add_column(head, overflow="fold")
    for check in document["checks"]:
        table.add_row(
            check["id"],
            check["reference"],
            _finding(check, lang),
            check["evidence"][lang],
            RichText(OUTCOMES[check["outcome"]].get(lang), style=_STYLES.get(check["outcome"], "")),
        )
    out.print(table)
    for line in rule_lines(document, lang):
        out.print(line)
    print_quality(document["data_quality"], lang)
    print_findings(document["supplier_declarations"], lang)
    counts = document["counts"]
    out.print("  ".join(f"{OUTCOMES[name].get(lang)}: {number}" for name, number in counts.items()))
    covered = document["coverage"]
    out.print(
        _(
            "Demands of Annex II and PEF: {demands}; with a check {checked}, "
            "not applicable {not_applicable}"
        ).format(**covered)
    )


def print_obligations(document: Json, lang: Lang) -> None:
    """Print the duties of each register."""
    _ = translator(lang, "cli")
    out = console()
    for register in document["registers"]:
        title = _("{market}, evidence of {date}").format(
            market=register["market"], date=register["evidence_date"]
        )
        table = Table(title=title, title_justify="left")
        for head in (_("Duty"), _("Article"), _("Answer"), _("From"), _("Missing acts")):
            table.add_column(head, overflow="fold")
        for duty in register["duties"]:
            table.add_row(
                duty["name"][lang],
                duty["reference"],
                DUTIES[duty["value"]].get(lang),
                duty["applies_from"] or _not_before(duty, lang),
                ", ".join((*duty["missing_acts"], *duty["unknown_acts"])),
            )
        out.print(table)


def _not_before(duty: Json, lang: Lang) -> str:
    if not duty["not_before"]:
        return ""
    _ = translator(lang, "cli")
    return _("not before {date}").format(date=duty["not_before"])


def _finding(check: Json, lang: Lang) -> str:
    return "\n".join(_finding_lines(check, lang))


def _finding_lines(check: Json, lang: Lang) -> Iterable[str]:
    yield check["title"][lang]
    if check["failing"]:
        yield f"→ {check['failing'][lang]}"
    for detail in check["details"]:
        yield f"  {detail[lang]}"
    if check["missing"]:
        _ = translator(lang, "cli")
        yield _("  missing: {facts}").format(facts=", ".join(check["missing"]))
