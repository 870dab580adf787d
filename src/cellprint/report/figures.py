"""Charts of a statement as static drawings, each for several widths of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from cellprint.charts import theme
from cellprint.charts.compare_bars import CompareBars, compare_bars
from cellprint.charts.contributions import contributions
from cellprint.charts.difference import difference
from cellprint.charts.drawing import Head
from cellprint.charts.electricity_methods import electricity_methods
from cellprint.charts.interval import intervals
from cellprint.charts.picture import Picture
from cellprint.charts.ranked import Ranked, ranked
from cellprint.charts.sankey import WIDE as FULL
from cellprint.charts.sankey import sankey
from cellprint.charts.stage_bars import stage_bars
from cellprint.charts.static import static_svg
from cellprint.charts.tornado import tornado
from cellprint.charts.waterfall import waterfall
from cellprint.i18n import Lang
from cellprint.report.analysis import Analysis
from cellprint.report.differences import Differences
from cellprint.report.statement import Charts

# Id of a chart, what stands around it, and its drawings by the name of their width.
_Drawn = tuple[str, Head, Sequence[tuple[str, Picture]]]
WIDTHS = (("narrow", theme.NARROW), ("middle", theme.WIDE))


class _View(Protocol):
    @property
    def head(self) -> Head: ...


V_contra = TypeVar("V_contra", bound=_View, contravariant=True)


class _Draw(Protocol[V_contra]):
    @property
    def picture(self) -> _Pictured[V_contra]: ...


class _Pictured(Protocol[V_contra]):
    def __call__(
        self, view: V_contra, /, *, lang: Lang, width: float, with_head: bool
    ) -> Picture: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart with its sentence; `drawings` are SVG elements, one per page width."""

    id: str
    head: Head
    drawings: tuple[str, ...]


def figures(charts: Charts, *, lang: Lang) -> dict[str, Figure]:
    """Return every chart of a statement by its id."""
    return {id_: _figure(id_, head, drawn) for id_, head, drawn in _drawn(charts, lang)}


def explorable(charts: Charts, *, lang: Lang) -> dict[str, dict[str, Picture]]:
    """Return the drawings of every chart of a statement by its id and the name of their width."""
    return {id_: dict(drawn) for id_, _head, drawn in _drawn(charts, lang)}


def paper_figures(charts: Charts, *, lang: Lang) -> dict[str, Figure]:
    """Return the charts that the pages of a declaration show."""
    found = {"stages": _bars("stages", charts.stages, stage_bars, lang)}
    if charts.methods:
        found["methods"] = _bars("methods", charts.methods, electricity_methods, lang)
    return found


def ranked_figure(view: Ranked, id_: str, *, lang: Lang) -> Figure:
    """Return the chart of named values in their order."""
    return _bars(id_, view, ranked, lang)


def comparison_figure(view: CompareBars, id_: str, *, lang: Lang) -> Figure:
    """Return the chart of several footprints."""
    return _bars(id_, view, compare_bars, lang, widths=(*WIDTHS, ("full", FULL)))


def analysis_figures(stated: Analysis) -> dict[str, Figure]:
    """Return the charts of an analysis: intervals and tornado."""
    return {
        "intervals": _bars("intervals", stated.intervals, intervals, stated.lang),
        "tornado": _bars("tornado", stated.tornado, tornado, stated.lang),
    }


def difference_figures(stated: Differences) -> dict[str, Figure]:
    """Return the charts of a comparison: intervals where drawn, and each difference."""
    found = {}
    if stated.intervals:
        found["intervals"] = _bars("intervals", stated.intervals, intervals, stated.lang)
    for number, part in enumerate(stated.parts, start=1):
        id_ = f"difference-{number}"
        found[id_] = _bars(id_, part.view, difference, stated.lang)
    return found


def _drawn(charts: Charts, lang: Lang) -> Iterator[_Drawn]:
    yield "stages", charts.stages.head, _widths(charts.stages, stage_bars, lang)
    yield "waterfall", charts.waterfall.head, _widths(charts.waterfall, waterfall, lang)
    head = charts.contributions.head
    yield "contributions", head, _widths(charts.contributions, contributions, lang)
    if charts.methods:
        yield "methods", charts.methods.head, _widths(charts.methods, electricity_methods, lang)
    chains = (charts.chain_narrow, charts.chain_middle, charts.chain)
    drawn = [
        (name, sankey.picture(view, lang=lang, width=width, with_head=False))
        for view, (name, width) in zip(chains, (*WIDTHS, ("full", FULL)), strict=True)
    ]
    yield "chain", charts.chain.head, drawn


def _bars(
    id_: str,
    view: V_contra,
    draw: _Draw[V_contra],
    lang: Lang,
    widths: Sequence[tuple[str, float]] = WIDTHS,
) -> Figure:
    return _figure(id_, view.head, _widths(view, draw, lang, widths))


def _widths(
    view: V_contra,
    draw: _Draw[V_contra],
    lang: Lang,
    widths: Sequence[tuple[str, float]] = WIDTHS,
) -> list[tuple[str, Picture]]:
    return [
        (name, draw.picture(view, lang=lang, width=width, with_head=False))
        for name, width in widths
    ]


def _figure(id_: str, head: Head, drawn: Sequence[tuple[str, Picture]]) -> Figure:
    return Figure(
        id=id_, head=head, drawings=tuple(_svg(id_, name, head, picture) for name, picture in drawn)
    )


def _svg(id_: str, name: str, head: Head, picture: Picture) -> str:
    """Return the drawing for one page width; its class names the width."""
    svg = static_svg(
        picture,
        title=head.title,
        description=picture.description,
        id_=f"{id_}-{name}",
        page_font=True,
    )
    return svg.replace("<svg ", f'<svg class="{name}" ', 1)
