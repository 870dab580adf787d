"""The parts of the documentation that the code knows: error codes, command line, law gaps.

A page says where such a part goes with the line `<!-- generated -->`; `docs/conf.py` fills it in at
build time, so that nothing generated is kept in the repository.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import coverage_page, switch_page

# Commands and parameters of click, which typer ships under a private name of its own.
Command = Any
Parameter = Any

ROOT = Path(__file__).parents[1]
MARK = "<!-- generated -->"
AREAS = {
    "BOOK": "Rule books",
    "CHAIN": "Records along the chain",
    "CHART": "Charts",
    "CLI": "Command line",
    "DATA": "Catalogue and its files",
    "DECL": "Declarations, keys and reviews",
    "ENG": "Engine",
    "FMT": "Outside formats",
    "LIFE": "Battery life and end of life",
    "LINK": "Linking of exchanges to providers",
    "LINT": "Checks of the catalogue",
    "NRG": "Energy",
    "PLAN": "Planning",
    "REL": "Releases of the catalogue and own data over them",
    "RULE": "Rules",
    "STORE": "Documents and their store",
    "STUDY": "Studies",
    "UNC": "Uncertainty",
    "UNIT": "Units",
    "USER": "Accounts of people",
    "WEB": "Web pages and API",
    "XLS": "Workbooks",
    "YAML": "YAML files",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LawGap:
    """A place where code had to read an unclear law: where, and what the comment says."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One command of the command line, with the words that lead to it."""

    words: tuple[str, ...]
    command: Command


def error_codes() -> str:
    """Return one section per area of the code catalogue, one table row per code."""
    from cellprint.errors import code_texts  # noqa: PLC0415  (needs the package installed)

    lines: list[str] = []
    area = ""
    for code, text in sorted(code_texts().items()):
        if code.split("-")[1] != area:
            area = code.split("-")[1]
            title = f"{AREAS[area]} (`CP-{area}`)" if area in AREAS else f"`CP-{area}`"
            lines += ["", f"## {title}", "", "| code | what was found | how to mend it |"]
            lines += ["| --- | --- | --- |"]
        state = " (retired)" if text.retired else ""
        what = f"{_cell(text.what['en'])}<br>{_cell(text.what['zh'])}"
        fix = f"{_cell(text.fix['en'])}<br>{_cell(text.fix['zh'])}"
        lines.append(f"| `{code}`{state} | {what} | {fix} |")
    return "\n".join(lines)


def program() -> Command:
    """Return the whole command line."""
    from typer.main import get_command  # noqa: PLC0415  (not needed for the other pages)

    from cellprint.cli.main import app  # noqa: PLC0415  (needs the package installed)

    return get_command(app)


def verbs() -> list[Verb]:
    """Return every verb of the command line, sorted by its words."""
    return sorted(_walk(program(), ()), key=lambda verb: verb.words)


def command_line() -> str:
    """Return the options that may stand anywhere, then one section per verb."""
    lines = ["## Options that every verb takes", "", *_parameters(program())]
    lines += [line for verb in verbs() for line in _verb_section(verb)]
    return "\n".join(lines)


def law_gaps(root: Path = ROOT) -> list[LawGap]:
    """Return the `LAW-GAP` comments of source and data, in order of place."""
    found: list[LawGap] = []
    for path in sorted((root / "src").rglob("*")):
        if path.suffix in {".py", ".yaml"}:
            text = path.read_text(encoding="utf-8")
            found += _gaps_of(path.relative_to(root).as_posix(), text)
    return found


def law_gap_list() -> str:
    """Return the list of law gaps as a table."""
    gaps = law_gaps()
    if not gaps:
        return "The code holds no such place."
    lines = ["Paths are below `src/cellprint`.", ""]
    lines += ["| where | what is unclear, which reading, consequence |", "| --- | --- |"]
    for gap in gaps:
        place = gap.path.removeprefix("src/cellprint/")
        lines.append(f"| `{place}`, line {gap.line} | {_cell(gap.text)} |")
    return "\n".join(lines)


GENERATED: dict[str, Callable[[], str]] = {
    "explanation/law-gaps": law_gap_list,
    "reference/cli": command_line,
    "reference/coverage": coverage_page.coverage,
    "reference/error-codes": error_codes,
    "reference/switches": switch_page.switch_page,
}


def fill(page: str, source: str) -> str:
    """Return the text of `page` with its generated part in place of the mark."""
    if MARK not in source:
        return source
    return source.replace(MARK, GENERATED[page]())


def _gaps_of(path: str, text: str) -> list[LawGap]:
    """Return the law gaps of one file; a comment goes on while the next line is a comment."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        match = re.search(r"(?:^|\s)# LAW-GAP:\s*(.*)", line)
        if match is None:
            continue
        words = [match[1].strip()]
        for following in lines[number:]:
            more = re.match(r"\s*#\s?(.*)", following)
            if more is None or more[1].startswith("LAW-GAP:"):
                break
            words.append(more[1].strip())
        found.append(LawGap(path=path, line=number, text=" ".join(filter(None, words))))
    return found


def _walk(command: Command, words: tuple[str, ...]) -> Iterator[Verb]:
    """Yield the verbs below `command`."""
    children: dict[str, Command] = getattr(command, "commands", {})
    if not children:
        yield Verb(words=words, command=command)
    for name, child in children.items():
        if not child.hidden:
            yield from _walk(child, (*words, name))


def _verb_section(verb: Verb) -> Iterator[str]:
    """Yield the lines of the section of one verb."""
    name = " ".join(("cellprint", *verb.words))
    yield from ("", f"## {name}", "")
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(verb.command.help or ""))
    for paragraph in paragraphs:
        example = re.match(r"Examples?:\s*(.*)", paragraph, re.DOTALL)
        if example:
            yield from ("```console", *(f"$ {_call(line)}" for line in example[1].splitlines()))
            yield from ("```", "")
        else:
            yield from (" ".join(paragraph.split()), "")
    yield from _parameters(verb.command)


def _parameters(command: Command) -> Iterator[str]:
    """Yield the table of arguments and options of one command."""
    if not command.params:
        return
    yield from ("| argument or option | meaning |", "| --- | --- |")
    for parameter in command.params:
        yield f"| {_parameter(parameter)} | {_cell(getattr(parameter, 'help', '') or '')} |"


def _call(line: str) -> str:
    """Return one example call without the prompt that it may carry."""
    return line.strip().removeprefix("$ ")


def _parameter(parameter: Parameter) -> str:
    """Return how an argument or option is written."""
    if parameter.param_type_name == "argument":
        return f"`{(parameter.metavar or parameter.name or '').upper()}`"
    return ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def _cell(text: str) -> str:
    r"""Return `text` fit for a table cell of Markdown; what stands between backticks stays code.

    >>> print(_cell("a|b <c> `d_e|f`"))
    a\|b \<c\> `d_e\|f`
    """
    parts = " ".join(text.split()).split("`")
    marks = (r"([|<>*_\[\]\\])", r"(\|)")
    return "`".join(re.sub(marks[i % 2], r"\\\1", part) for i, part in enumerate(parts))
