"""The generated part of docs/explanation/reproduction.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.reproduction.comparing import HITS, HitRate, Row, hit_rates
from benchmarks.reproduction.figures import Figures, Group, Setting

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "reproduction.md"
BEGIN = "<!-- begin: written by `python -m benchmarks.reproduction --write` -->"
END = "<!-- end of the written part -->"

TITLES = {
    Group.RAW_MATERIAL: "Raw materials",
    Group.CATHODE: "Cathode powders",
    Group.CELL_PLANT: "Cell plant",
    Group.CELL_OR_PACK: "Cells and packs",
    Group.STRUCTURE: "Shares and effects",
    Group.BACKGROUND: "Background processes",
}
WEAK_MARK = "†"
TABLE = "PR"  # ids of the table of published results; X and B are further figures


def number(value: float) -> str:
    """Return a value with four significant digits, without an exponent.

    >>> number(0.0093), number(49.3837), number(3.0)
    ('0.0093', '49.38', '3')
    """
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"  # noqa: PLR2004 - where .4g turns to exponents


def percent(value: float | None) -> str:
    """Return a relative deviation in per cent with its sign; an empty text for None.

    >>> percent(0.0968), percent(0.0), percent(None)
    ('+9.7 %', '0 %', '')
    """
    if value is None:
        return ""
    shown = f"{100 * value:+.1f}"
    return "0 %" if float(shown) == 0 else f"{shown} %"


def published(row: Row) -> str:
    """Return what a row is compared with."""
    low, high = row.figure.theirs
    if low == high and low is not None:
        return number(low)
    return f"{'' if low is None else number(low)} – {'' if high is None else number(high)}".strip()


def ours(row: Row) -> str:
    """Return our value, or the smallest and largest of several products."""
    low, high = number(row.low), number(row.high)
    return low if low == high else f"{low} – {high}"


def settings_text(settings: Sequence[Setting]) -> Iterator[str]:
    """Yield each setting in the words of the command line."""
    for setting in settings:
        if setting.grid:
            yield f"power of {setting.grid} = {setting.value}"
        elif setting.choose:
            yield f"{setting.choose} = {setting.route}"
        elif setting.at:
            yield f"at {setting.at}"
        else:
            yield f"year {setting.year}"


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    """Return a Markdown table."""
    rows = [head, ["---"] * len(head), *lines]
    return ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]


def rate_lines(rows: Sequence[Row]) -> list[str]:
    """Return the hit rates by group: all, those of the given table, and all but the weak ones."""
    kinds = (
        hit_rates(rows),
        hit_rates(row for row in rows if row.figure.id.startswith(TABLE)),
        hit_rates(row for row in rows if not row.figure.weak),
    )
    return table(
        [
            "group",
            "compared",
            "within 10 % or inside",
            "within 20 % or inside",
            "of the table of published results alone",
            "without weak ones",
        ],
        (
            [
                TITLES[every.group],
                str(every.compared),
                _of(every, every.hits),
                _of(every, every.fair),
                *(f"{part.hits} and {part.fair} of {part.compared}" for part in (given, strict)),
            ]
            for every, given, strict in zip(*kinds, strict=True)
        ),
    )


def _of(rate: HitRate, hits: int) -> str:
    return f"{hits} ({100 * hits / rate.compared:.0f} %)" if rate.compared else "0"


def written_part(rows: Sequence[Row], figures: Figures) -> str:
    """Return the text between the marks of the page, marks included."""
    lines = [BEGIN, "", "## Hit rates", "", *rate_lines(rows), ""]
    for group in Group:
        lines += [f"## {TITLES[group]}", "", *_group_table(rows, group), ""]
    lines += ["## Part by part", "", *_parts_table(rows), ""]
    lines += ["## Why figures are missed", "", *_causes(rows), ""]
    lines += ["## Weak comparisons", "", *_weak(rows), ""]
    lines += [
        "## Settings and their reasons",
        "",
        *_settings_table(rows),
        "",
        *_reasons(figures),
        "",
    ]
    lines += ["## Not comparable", "", *_not_comparable(figures), "", END]
    return "\n".join(lines)


def _group_table(rows: Sequence[Row], group: Group) -> list[str]:
    return table(
        ["id", "figure", "unit", "ours", "published", "deviation", "verdict", "without settings"],
        (
            [
                row.figure.id + (WEAK_MARK if row.figure.weak else ""),
                f"{row.figure.quantity} ({row.figure.citation}; {row.figure.boundary})",
                row.figure.unit,
                ours(row),
                published(row),
                percent(row.deviation),
                row.verdict.value,
                percent(row.as_shipped),
            ]
            for row in rows
            if row.figure.group is group
        ),
    )


def _parts_table(rows: Sequence[Row]) -> list[str]:
    return table(
        ["id", "part", "ours", "published"],
        (
            [row.figure.id, part.name, f"{value:.2f}", f"{part.theirs:.2f}"]
            for row in rows
            for part, value in zip(row.figure.breakdown, row.parts, strict=True)
        ),
    )


def _causes(rows: Sequence[Row]) -> list[str]:
    return [
        f"- **{row.figure.id}** ({percent(row.deviation)}): {row.figure.cause}."
        for row in rows
        if row.verdict not in HITS
    ]


def _weak(rows: Sequence[Row]) -> list[str]:
    return [f"- **{row.figure.id}**: {row.figure.weak}." for row in rows if row.figure.weak]


def _settings_table(rows: Sequence[Row]) -> list[str]:
    return table(
        ["id", "ours", "settings", "reasons"],
        (
            [
                row.figure.id,
                ", ".join(f"`{name}`" for name in _subjects(row)),
                "; ".join(settings_text(row.figure.settings)),
                ", ".join(sorted(set(_reason_names(row)))),
            ]
            for row in rows
            if list(_reason_names(row))
        ),
    )


def _subjects(row: Row) -> tuple[str, ...]:
    compared = row.figure.ours
    return () if compared is None else compared.products or (compared.inventory,)


def _reason_names(row: Row) -> Iterator[str]:
    figure = row.figure
    yield from (setting.because for setting in figure.settings)
    if figure.comparable:
        yield figure.comparable.because
    if figure.ours and figure.ours.scale:
        yield figure.ours.scale.because
    if figure.ours:
        yield from (setting.because for setting in figure.ours.versus)


def _reasons(figures: Figures) -> list[str]:
    return [
        f"- `{name}`: {reason.text}. Source: {reason.source}."
        for name, reason in figures.reasons.items()
    ]


def _not_comparable(figures: Figures) -> list[str]:
    return table(
        ["id", "figure", "reason"],
        (
            [figure.id, f"{figure.quantity} ({figure.citation})", figure.not_comparable]
            for figure in figures.figures
            if figure.not_comparable
        ),
    )


def renewed(text: str, part: str) -> str:
    """Return the text of the page with its written part replaced.

    Raises:
        ValueError: the page has lost a mark.
    """
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        message = "the page has no marks around its written part"
        raise ValueError(message)
    return before + part + after
