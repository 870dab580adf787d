"""The kinds of fields a study file is made of.

Files are written by people: a label may be one text or one per language, a source may be one text
or a mapping, a number may stand without quotes. Each kind here turns what is written into one form
and refuses the rest with a code. Quantities stay text, so that nothing written is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, NoReturn, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from cellprint.errors import CellprintError
from cellprint.model.formula import is_formula, parse_formula
from cellprint.model.inventory import Status, Text
from cellprint.model.quantity import parse_quantity
from cellprint.units import conversion_factor, same_dimension

StageId: TypeAlias = Literal["raw_materials", "manufacturing", "distribution", "end_of_life"]
Per: TypeAlias = Literal["battery", "kWh", "kg", "period"]


class StudyShape(BaseModel):
    """Base of everything in a study file: unknown keys are errors, nothing is changed later."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True
    )


def refuse(code: str, *, near: tuple[str, ...] = (), **details: object) -> NoReturn:
    """Raise an error that pydantic gathers and the reader turns into a finding with its line."""
    raise PydanticCustomError(code, "refused", {"details": details, "near": near})


def checked(check: Callable[[], object]) -> None:
    """Run a check; pass the code of its error on to pydantic."""
    try:
        check()
    except CellprintError as error:
        first = error.findings[0]
        refuse(first.code, near=first.near, **first.details)


def as_text(value: object) -> object:
    """Return a number written without quotes as text; everything else unchanged."""
    if isinstance(value, bool):
        return value
    return repr(value) if isinstance(value, int | float) else value


def _amount(text: str) -> str:
    checked(
        lambda: (
            parse_formula(text, where="") if is_formula(text) else parse_quantity(text, where="")
        )
    )
    return text


def _amount_or_number(text: str) -> str:
    checked(
        lambda: (
            parse_formula(text, where="")
            if is_formula(text)
            else parse_quantity(text, where="", unit="1")
        )
    )
    return text


def in_unit(*units: str, bare: str = "") -> Callable[[str], str]:
    """Return the check that an amount can be stated in one of the units.

    Args:
        units: canonical units, the one that errors name first.
        bare: unit of a number without unit; empty when such a number is an error.
    """

    def require(text: str) -> None:
        found = parse_quantity(text, where="", unit=bare).unit
        if not any(same_dimension(found, unit) for unit in (*units, bare or units[0])):
            conversion_factor(found=found, wanted=units[0], where="")

    def check(text: str) -> str:
        checked(lambda: parse_formula(text, where="") if is_formula(text) else require(text))
        return text

    return check


def _label(value: object) -> object:
    return {"en": value, "zh": value} if isinstance(value, str) else value


def _source(value: object) -> object:
    return {"document": value} if isinstance(value, str) else value


def _text_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def amount_schema(meaning: str) -> WithJsonSchema:
    """Return the JSON Schema of a text that states an amount."""
    return WithJsonSchema(
        {
            "type": "string",
            "description": f"{meaning}: a number with a unit, or a formula that begins with =",
            "examples": ["12.4 kWh", "3 kg Ni", "1.2 万千瓦时", "= 2 kg/kWh_capacity * capacity"],
        }
    )


class Label(StudyShape):
    """A text in both languages; one plain text stands for both."""

    en: str = Field(description="English")
    zh: str = Field(description="Chinese")

    @model_serializer
    def _short(self) -> str | dict[str, str]:
        return self.en if self.en == self.zh else {"en": self.en, "zh": self.zh}

    def text(self) -> Text:
        """Return the label as the inventory keeps it."""
        return Text(en=self.en, zh=self.zh)


class SourceRef(StudyShape):
    """Where a figure of the study comes from."""

    document: str = Field(
        min_length=1,
        description="Meter, invoice, bill of materials, report, or the id of a catalogue source",
    )
    page: str | None = Field(None, description="Page, table, cell or meter number")
    date: str | None = Field(None, description="Date of the document (ISO)")
    quality: Literal["measured", "calculated", "estimated"] | None = Field(
        None, description="How the company figure was obtained"
    )
    status: Status | None = Field(
        None, description="How well a figure from outside the company is supported"
    )
    note: str | None = Field(None, description="Remark")

    @model_serializer
    def _short(self) -> str | dict[str, str]:
        given = {
            name: str(value)
            for name in type(self).model_fields
            if (value := getattr(self, name)) is not None
        }
        return self.document if len(given) == 1 else given


class Period(StudyShape):
    """A span of days, `to` not included."""

    from_: date = Field(alias="from", description="First day (ISO date)")
    to: date = Field(description="First day after the span (ISO date)")

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.from_ >= self.to:
            refuse("CP-STUDY-010", found=f"{self.from_} … {self.to}")
        return self


LabelField = Annotated[
    Label,
    BeforeValidator(_label),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "required": ["en", "zh"],
                    "additionalProperties": False,
                },
            ],
            "description": "One text, or one per language",
        }
    ),
]
SourceField = Annotated[SourceRef, BeforeValidator(_source)]
TextList = Annotated[tuple[str, ...], BeforeValidator(_text_list)]
IdText = Annotated[
    str, BeforeValidator(as_text), Field(pattern=r"^\w[\w.\-]{0,79}$", description="Identifier")
]
Place = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]{2,5}(-[A-Z0-9]{1,8}){0,2}$",
        description="ISO 3166 code of a country or province (DE, CN-SC) or a region (RER, GLO)",
    ),
]
AmountText = Annotated[
    str, BeforeValidator(as_text), AfterValidator(_amount), amount_schema("Amount")
]
AmountOrNumber = Annotated[
    str, BeforeValidator(as_text), AfterValidator(_amount_or_number), amount_schema("Value")
]
CapacityText = Annotated[
    str,
    BeforeValidator(as_text),
    AfterValidator(in_unit("kWh_capacity", "kWh")),
    amount_schema("Energy content in kWh"),
]
MassText = Annotated[
    str, BeforeValidator(as_text), AfterValidator(in_unit("kg")), amount_schema("Mass")
]
DistanceText = Annotated[
    str, BeforeValidator(as_text), AfterValidator(in_unit("km")), amount_schema("Distance")
]
YearsText = Annotated[
    str, BeforeValidator(as_text), AfterValidator(in_unit("a", bare="a")), amount_schema("Years")
]
ShareText = Annotated[
    str, BeforeValidator(as_text), AfterValidator(in_unit("percent")), amount_schema("Share in %")
]
CountText = Annotated[
    str, BeforeValidator(as_text), AfterValidator(in_unit("item", bare="1")), amount_schema("Count")
]
EnergyText = Annotated[
    str, BeforeValidator(as_text), AfterValidator(in_unit("kWh")), amount_schema("Energy in kWh")
]
