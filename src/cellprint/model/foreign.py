"""A database of another tool as it states itself: the one model that every outside format meets.

Nothing is interpreted here: amounts, factors and shares are the decimal text of the file, text
keeps its language, references keep the identifier that the file gives. What a format states and
this model has no field for is kept as documentation or told in the loss report.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Words: TypeAlias = tuple[tuple[str, str], ...]
"""Text by language tag, in the order of the file; `und` when the format has no language."""

Pairs: TypeAlias = tuple[tuple[str, str], ...]
"""Names and values, in order."""

UNDETERMINED = "und"


def words(text: str | None, language: str = UNDETERMINED) -> Words:
    """Return `text` in one language; nothing when there is none.

    >>> words("steel", "en")
    (('en', 'steel'),)
    """
    return ((language, text),) if text else ()


def first_words(texts: Words, *languages: str) -> str:
    """Return the text in the first language there is, else the first text, else nothing.

    >>> first_words((("de", "Stahl"), ("en", "steel")), "en", "zh")
    'steel'
    """
    known = dict(reversed(texts))
    for language in languages:
        if language in known:
            return known[language]
    return texts[0][1] if texts else ""


class ForeignKind(StrEnum):
    """What a flow is."""

    PRODUCT = "product"
    WASTE = "waste"
    ELEMENTARY = "elementary"
    OTHER = "other"


class ForeignRole(StrEnum):
    """What an exchange does in its process."""

    REFERENCE = "reference"
    COPRODUCT = "coproduct"
    INPUT = "input"
    WASTE = "waste_to_treatment"
    TREATMENT = "treatment_input"
    AVOIDED = "avoided"
    ELEMENTARY = "elementary"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Uncertainty of an amount.

    `family` is `lognormal` (gsd), `normal` (sd), `triangular` (low, mode, high), `uniform`
    (low, high), or empty when the record cannot be used; `raw` is the record of the file and
    `convention` says how it was understood.
    """

    family: str
    parameters: Pairs = ()
    raw: Pairs = ()
    convention: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignUnit:
    """A unit and its factor to the reference unit of its group."""

    id: str
    name: str
    factor: str
    synonyms: tuple[str, ...] = ()
    comment: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitGroup:
    """Units of one dimension; `reference` is the id of the unit that has the factor 1."""

    id: str
    name: Words
    units: tuple[ForeignUnit, ...]
    reference: str
    version: str = ""
    category: tuple[str, ...] = ()
    default_property: str = ""
    comment: Words = ()
    fields: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowProperty:
    """What is measured of a flow (mass, energy …) and the group of units it is measured in."""

    id: str
    name: Words
    unit_group: str
    version: str = ""
    category: tuple[str, ...] = ()
    comment: Words = ()
    fields: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyFactor:
    """How much of a property there is in one unit of the reference property of a flow."""

    property: str
    factor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFlow:
    """A flow; `properties` begins with the reference property."""

    id: str
    name: Words
    kind: ForeignKind
    properties: tuple[PropertyFactor, ...] = ()
    version: str = ""
    category: tuple[str, ...] = ()
    cas: str = ""
    formula: str = ""
    synonyms: Words = ()
    location: str = ""
    comment: Words = ()
    fields: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignExchange:
    """An amount of a flow in a process; `seq` is its number inside the process.

    `amount` is in `unit` of `property`; an empty unit means the reference unit of the flow. An
    empty amount is not known: the file states a formula without a value.
    `provider` is the id of the process that the file names as provider.
    """

    seq: int
    flow: str
    is_input: bool
    role: ForeignRole
    amount: str
    unit: str = ""
    property: str = ""
    formula: str = ""
    spread: Spread | None = None
    provider: str = ""
    location: str = ""
    quality: str = ""
    derivation: str = ""
    comment: Words = ()
    fields: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignParameter:
    """A named value; `process` is empty for a parameter of the whole database."""

    name: str
    amount: str
    formula: str = ""
    process: str = ""
    spread: Spread | None = None
    comment: Words = ()
    fields: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationShare:
    """Part (1 = all) of a process, or of one exchange of it, that a product carries."""

    method: str
    product: str
    share: str
    exchange: int | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What the data set says about rights; an empty field is not stated."""

    kind: str = ""
    copyright: str = ""
    restrictions: Words = ()
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignProcess:
    """A process with all its exchanges.

    `documentation` holds every describing text by topic; `references` names sources and contacts
    with the part they played.
    """

    id: str
    name: Words
    exchanges: tuple[ForeignExchange, ...]
    version: str = ""
    kind: str = "unit"
    category: tuple[str, ...] = ()
    location: str = ""
    valid_from: str = ""
    valid_to: str = ""
    parameters: tuple[ForeignParameter, ...] = ()
    allocation: tuple[AllocationShare, ...] = ()
    allocation_method: str = ""
    licence: Licence = Licence()
    documentation: tuple[tuple[str, Words], ...] = ()
    references: Pairs = ()
    fields: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRecord:
    """A source, contact, place or other record that data sets refer to."""

    kind: str
    id: str
    name: Words
    version: str = ""
    category: tuple[str, ...] = ()
    fields: Pairs = ()


Dataset: TypeAlias = (
    UnitGroup | FlowProperty | ForeignFlow | ForeignProcess | ForeignRecord | ForeignParameter
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFormat:
    """A format as it was recognised: `evidence` says by what."""

    id: str
    version: str = ""
    evidence: str = ""
