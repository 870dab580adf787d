"""Results as fragments of HTML for notebooks: a heading, drawings and tables, nothing else.

A fragment has its own style, runs no script and asks for nothing, so that it also shows where a
notebook is only read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import jinja2

from cellprint.charts import theme
from cellprint.charts.drawing import Head
from cellprint.charts.picture import Picture
from cellprint.charts.static import static_svg
from cellprint.i18n import Lang
from cellprint.report.statement import Notice, Table

WIDTH = theme.WIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Figured:
    """A chart of a fragment: what stands around it, and its drawing."""

    head: Head
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """What is shown of one result.

    Attributes:
        value: headline, with its `unit`.
        tables: each with the number of its first columns that hold text.
    """

    lang: Lang
    kicker: str
    title: str
    value: str = ""
    unit: str = ""
    notices: tuple[Notice, ...] = ()
    figures: tuple[Figured, ...] = ()
    tables: tuple[tuple[Table, int], ...] = ()


def figured(head: Head, draw: Callable[..., Picture], view: object, lang: Lang) -> Figured:
    """Return a chart drawn for the width of a notebook."""
    return Figured(head=head, picture=draw(view, lang=lang, width=WIDTH, with_head=False))


def render_fragment(fragment: Fragment) -> str:
    """Return a fragment as HTML."""
    drawings = [
        (figure.head, _svg(figure, f"cellprint-{number}"))
        for number, figure in enumerate(fragment.figures)
    ]
    template = _environment().get_template("fragment.html.j2")
    return template.render(f=fragment, drawings=drawings)


def _svg(figure: Figured, id_: str) -> str:
    # Two outputs of a notebook share a page: the same id may stand twice, with the same words.
    return static_svg(
        figure.picture, title=figure.head.title, description=figure.picture.description, id_=id_
    )


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("cellprint.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
