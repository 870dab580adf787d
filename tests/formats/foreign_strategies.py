"""Databases of the model, made at random for round trips."""

from __future__ import annotations

from hypothesis import strategies as st

from cellprint.formats.lookup import Lookup, look_up
from cellprint.model.foreign import (
    AllocationShare,
    Dataset,
    FlowProperty,
    ForeignExchange,
    ForeignFlow,
    ForeignKind,
    ForeignParameter,
    ForeignProcess,
    ForeignRecord,
    ForeignRole,
    ForeignUnit,
    Licence,
    PropertyFactor,
    Spread,
    UnitGroup,
    Words,
)

IDS = st.uuids().map(str)
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
TEXTS = st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool)
AMOUNTS = st.one_of(
    st.sampled_from(["0.1234567890123456789", "1.89E-4", "-2.50", "0", "1000", "33.3333"]),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9).map(
        lambda one: format(one, "f")
    ),
)
SPREADS = st.sampled_from(
    [
        None,
        Spread(family="lognormal", parameters=(("gsd", "1.2345"),), convention="ilcd"),
        Spread(family="normal", parameters=(("sd", "0.4"),), raw=(("a", "b"),)),
        Spread(family="triangular", parameters=(("low", "1"), ("mode", "2.50"), ("high", "3"))),
        Spread(family="uniform", parameters=(("low", "1"), ("high", "2"))),
        Spread(family="", raw=(("distributionType", "BETA"),), convention="other"),
    ]
)


@st.composite
def multilingual(draw: st.DrawFn) -> Words:
    """Return text in up to three languages."""
    languages = draw(st.lists(st.sampled_from(["en", "zh", "de", "und"]), max_size=3, unique=True))
    return tuple((language, draw(TEXTS)) for language in languages)


@st.composite
def databases(draw: st.DrawFn) -> tuple[list[Dataset], Lookup]:
    """Return a small database and what is looked up in it."""
    unit, group, measure, place, person = (draw(IDS) for _ in range(5))
    units = UnitGroup(
        id=group,
        name=draw(multilingual()),
        units=(
            ForeignUnit(id=unit, name="kg", factor="1"),
            ForeignUnit(id=draw(IDS), name="t", factor="1000.0", synonyms=("tonne",)),
        ),
        reference=unit,
        version="01.00.000",
    )
    mass = FlowProperty(id=measure, name=draw(multilingual()), unit_group=group)
    flows = [
        ForeignFlow(
            id=draw(IDS),
            name=draw(multilingual()),
            kind=draw(st.sampled_from(ForeignKind)),
            properties=(PropertyFactor(property=measure, factor="1.0"),),
            category=tuple(draw(st.lists(TEXTS, max_size=2))),
            cas=draw(st.sampled_from(["", "000124-38-9"])),
            comment=draw(multilingual()),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    records = [
        ForeignRecord(kind="location", id=place, name=draw(multilingual())),
        ForeignRecord(kind="contact", id=person, name=draw(multilingual())),
    ]
    process = draw(processes(flows, measure, place, person))
    found: list[Dataset] = [units, mass, *flows, *records, process]
    return found, look_up(found)


@st.composite
def processes(
    draw: st.DrawFn, flows: list[ForeignFlow], measure: str, place: str, person: str
) -> ForeignProcess:
    """Return a process over these flows."""
    exchanges = tuple(
        ForeignExchange(
            seq=number,
            flow=draw(st.sampled_from(flows)).id,
            is_input=draw(st.booleans()),
            role=ForeignRole.REFERENCE if number == 1 else draw(st.sampled_from(ForeignRole)),
            amount=draw(AMOUNTS),
            unit=draw(st.sampled_from(["", "kg", "t"])),
            property=draw(st.sampled_from(["", measure])),
            formula=draw(st.sampled_from(["", "a * 2", "if(a > 1; 2; 3)"])),
            spread=draw(SPREADS),
            provider=draw(st.sampled_from(["", place])),
            location=draw(st.sampled_from(["", place, "CN-GD"])),
            quality=draw(st.sampled_from(["", "(1;2;3;2;1)"])),
            derivation=draw(st.sampled_from(["", "Measured"])),
            comment=draw(multilingual()),
            fields=draw(st.sampled_from([(), (("olca:x", "1.50"),), (("es1:group", "input 1"),)])),
        )
        for number in range(1, draw(st.integers(2, 4)))
    )
    return ForeignProcess(
        id=draw(IDS),
        name=draw(multilingual()),
        version=draw(st.sampled_from(["", "01.00.000", "2"])),
        kind=draw(st.sampled_from(["unit", "aggregated", "partly_terminated"])),
        category=tuple(draw(st.lists(TEXTS, max_size=3))),
        location=draw(st.sampled_from(["", place, "CN"])),
        valid_from=draw(st.sampled_from(["", "2020", "2020-01-31"])),
        valid_to=draw(st.sampled_from(["", "2024"])),
        exchanges=exchanges,
        parameters=(
            ForeignParameter(name="a", amount=draw(AMOUNTS), comment=draw(multilingual())),
            ForeignParameter(name="b", amount="", formula="a + 1"),
        ),
        allocation=(
            AllocationShare(method="physical", product=flows[0].id, share="0.333333"),
            AllocationShare(method="causal", product=flows[0].id, share="1", exchange=1),
        ),
        allocation_method=draw(st.sampled_from(["", "physical"])),
        licence=draw(
            st.sampled_from(
                [
                    Licence(),
                    Licence(kind="public", copyright="true", owner="x"),
                    Licence(restrictions=(("en", "members"), ("zh", "会员"))),
                ]
            )
        ),
        documentation=(("description", draw(multilingual())), ("technology", draw(multilingual()))),
        references=(("reviewer", person), ("source", person), ("source", place)),
    )
