"""Spread of an amount of a study: as written, and in the unit of the amount."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from cellprint.errors import BadInputError
from cellprint.model.quantity import Quantity, convert, parse_quantity
from cellprint.model.study_fields import AmountOrNumber, StudyShape, as_text, refuse

Distribution = Literal["lognormal", "normal", "uniform", "triangular", "none"]
_NEEDED = {
    "lognormal": ("gsd",),
    "normal": ("sd",),
    "uniform": ("low", "high"),
    "triangular": ("low", "high"),
    "none": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Spread of an amount, in the unit of the amount.

    `lognormal` has `gsd` (geometric standard deviation, a ratio > 1), `normal` has `sd`, `uniform`
    has `low` and `high`, `triangular` has `low`, `mode` and `high`.
    """

    distribution: Distribution
    gsd: float | None = None
    sd: float | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None

    def scaled(self, factor: float) -> Spread:
        """Return the spread of the amount times a positive factor."""
        return replace(
            self,
            sd=_times(self.sd, factor),
            low=_times(self.low, factor),
            mode=_times(self.mode, factor),
            high=_times(self.high, factor),
        )


class UncertaintyEntry(StudyShape):
    """Spread as written: figures carry the unit of the amount, or are shares of it (`10 %`)."""

    distribution: Distribution = Field(description="Shape of the spread")
    gsd: Annotated[str, BeforeValidator(as_text)] | None = Field(
        None, description="lognormal: geometric standard deviation, a plain number above 1"
    )
    sd: AmountOrNumber | None = Field(None, description="normal: standard deviation")
    low: AmountOrNumber | None = Field(None, description="uniform, triangular: lowest value")
    mode: AmountOrNumber | None = Field(
        None, description="triangular: most likely value; the amount itself when left out"
    )
    high: AmountOrNumber | None = Field(None, description="uniform, triangular: highest value")

    @model_validator(mode="after")
    def _complete(self) -> UncertaintyEntry:
        needed = _NEEDED[self.distribution]
        allowed = (*needed, "mode") if self.distribution == "triangular" else needed
        given = [name for name in ("gsd", "sd", "low", "mode", "high") if getattr(self, name)]
        if set(needed) - set(given) or set(given) - set(allowed):
            refuse(
                "CP-STUDY-011",
                distribution=self.distribution,
                found=", ".join(given) or "-",
                expected=", ".join(needed) or "-",
            )
        return self


def resolved_spread(
    entry: UncertaintyEntry | None, amount: Quantity, *, where: str
) -> Spread | None:
    """Return the spread of `amount` in its unit; None when there is none.

    Raises:
        CP-STUDY-012: a range that does not hold the amount, or a spread that is not positive.
        CP-UNIT-…: a figure in another unit than the amount.
    """
    if entry is None or entry.distribution == "none":
        return None
    spread = Spread(
        distribution=entry.distribution,
        gsd=_ratio(entry.gsd, where),
        sd=_figure(entry.sd, amount, where),
        low=_figure(entry.low, amount, where, change=True),
        high=_figure(entry.high, amount, where, change=True),
        mode=_figure(entry.mode, amount, where, change=True),
    )
    if spread.distribution == "triangular" and spread.mode is None:
        spread = replace(spread, mode=amount.value)
    if not _sensible(spread, amount.value):
        raise BadInputError.of("CP-STUDY-012", where=where, found=amount.text)
    return spread


def _sensible(spread: Spread, value: float) -> bool:
    if spread.gsd is not None:
        return spread.gsd > 1 and value > 0
    if spread.sd is not None:
        return spread.sd > 0
    low = value if spread.low is None else spread.low
    high = value if spread.high is None else spread.high
    mode = value if spread.mode is None else spread.mode
    return low < high and low <= value <= high and low <= mode <= high


def _ratio(text: str | None, where: str) -> float | None:
    if text is None:
        return None
    return convert(parse_quantity(text, where=where, unit="1"), "1", where=where).value


def _figure(
    text: str | None, amount: Quantity, where: str, *, change: bool = False
) -> float | None:
    """Return a figure in the unit of the amount.

    A share (`10 %`) is of the amount: as a standard deviation it is that part of it; as a limit
    (`change`) it is the part by which the amount changes (`-10 %`, `+20 %`).
    """
    if text is None:
        return None
    figure = parse_quantity(text, where=where, unit=amount.unit)
    if figure.unit == "percent" and amount.unit != "percent":
        share = figure.value / 100
        return amount.value * (1 + share if change else share)
    return convert(figure, amount.unit, where=where).value


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
