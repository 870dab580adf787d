"""What a chart function makes: a drawing with its text alternative, and the Altair chart of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Generic, ParamSpec

from cellprint.charts.drawing import Drawing
from cellprint.charts.specification import specification

if TYPE_CHECKING:
    import altair as alt

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and, in words, what it shows."""

    drawing: Drawing
    _: KW_ONLY
    description: str

    def specification(self) -> dict[str, Any]:
        """Return the Vega-Lite specification, each layer with its data inside."""
        return specification(self.drawing, description=self.description)

    def explorable(self) -> dict[str, Any]:
        """Return the specification with a tip at every mark that has one."""
        return specification(self.drawing, description=self.description, tips=True)


class Chart(Generic[P]):
    """A chart function. Called, it returns an Altair chart; `picture` spares Altair.

    Static drawings for pages and PDF need no Altair, whose import alone takes 0.3 s.
    """

    def __init__(self, picture: Callable[P, Picture]) -> None:
        self.picture = picture
        update_wrapper(self, picture)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> alt.LayerChart:
        """Return the Altair chart."""
        import altair as alt  # noqa: PLC0415  (0.3 s that only those who need it should pay)

        # The specification is made of our own constants; tests validate it for every chart.
        content = self.picture(*args, **kwargs).specification()
        return alt.LayerChart.from_dict(content, validate=False)


def drawn(picture: Callable[P, Picture]) -> Chart[P]:
    """Make a function that draws a picture into one that returns an Altair chart."""
    return Chart(picture)
