"""The difference of two releases as tables for people and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from cellprint.cli.shown import difference, shown
from cellprint.i18n import Lang, translator

Json = dict[str, Any]
Rows = list[tuple[str, ...]]


def print_diff(document: Json, lang: Lang) -> None:
    """Print what changed, what came and went, and the effect on products and batteries."""
    _ = translator(lang, "cli")
    out = Console(highlight=False)
    for title, head, rows in _tables(document, lang):
        out.print(title)
        if not rows:
            out.print(_("none"))
            continue
        table = Table()
        for name in head:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*row)
        out.print(table)


def markdown_diff(document: Json, lang: Lang) -> str:
    """Return the same tables as Markdown, as a changelog fragment of the type `data` holds them."""
    parts = []
    for title, head, rows in _tables(document, lang):
        if rows:
            lines = [_row(head), _row("---" for _ in head), *(_row(row) for row in rows)]
            parts.append(f"{title}\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def _tables(document: Json, lang: Lang) -> Iterable[tuple[str, tuple[str, ...], Rows]]:
    _ = translator(lang, "cli")
    old, new = document["old"], document["new"]
    yield (
        _("Changed values, {old} to {new}:").format(old=_release(old), new=_release(new)),
        (_("Entry"), _("Field"), _("Old"), _("New"), _("Why")),
        [
            (f"{one['kind']} {one['id']}", one["field"], one["old"], one["new"], _why(one["why"]))
            for one in document["changed"]
        ],
    )
    for key, title in (("added", _("Added:")), ("removed", _("Removed:"))):
        yield (
            title,
            (_("Entry"), _("Value"), _("Source")),
            [
                (f"{one['kind']} {one['id']}", one["value"], _why(one["why"]))
                for one in document[key]
            ],
        )
    effect = document["effect"]
    for key, title in (
        ("products", _("Effect on products (electricity of {year}):")),
        ("batteries", _("Effect on the example batteries:")),
    ):
        yield (
            title.format(year=effect["year"]),
            (_("Product"), _("Unit"), _("Old"), _("New"), _("Difference")),
            [_effect(one, lang) for one in effect[key]],
        )


def _effect(one: Json, lang: Lang) -> tuple[str, ...]:
    old, new = (_value(one[key], one) for key in ("old", "new"))
    change = "" if one["change"] is None else difference(one["change"]) if one["changed"] else "0"
    return (one["name"][lang], one["unit"], old, new, change)


def _value(value: str | None, row: Json) -> str:
    return str(row.get("problem", "")) if value is None else shown(value)


def _release(release: Json) -> str:
    return f"{release['release']} ({release['digest'][:12]})"


def _why(why: Json) -> str:
    return " · ".join(filter(None, (why["source"], why["page"], why["status"], why["note"])))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
