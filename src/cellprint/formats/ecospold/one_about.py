"""The describing part of an EcoSpold 1 data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from cellprint.errors import BadInputError
from cellprint.formats.ecospold.xml_object import XmlObject
from cellprint.model.foreign import ForeignRecord, Licence, Pairs, Words, words

PREFIX = "es1:"
_RIGHTS = {"0": "public", "1": "licensees", "2": "results only", "3": "restricted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a data set says about itself; persons and sources as they stand."""

    name: str
    names: Words
    category: tuple[str, ...]
    unit: str
    location: str
    infrastructure: str
    dataset_type: str
    is_impact: bool
    language: str
    version: str
    valid_from: str
    valid_to: str
    licence: Licence
    documentation: tuple[tuple[str, Words], ...]
    references: Pairs
    fields: Pairs
    people: tuple[tuple[str, str, Pairs], ...]


def about(meta: XmlObject) -> About:
    """Return what stands under `metaInformation`.

    Raises:
        CP-FMT-012: no reference function, or one without name and unit.
    """
    process = meta.first("processInformation")
    function = process.first("referenceFunction") if process else None
    if process is None or function is None:
        raise BadInputError.of("CP-FMT-012", where=meta.place, field="referenceFunction")
    kind = process.first("dataSetInformation")
    language = kind.text("localLanguageCode") if kind else "en"
    name, local = function.needed("name"), function.text("localName")
    texts: list[tuple[str, Words]] = [
        ("description", words(function.text("generalComment"), "en")),
        ("included_processes", words(function.text("includedProcesses"), "en")),
        (
            "synonyms",
            words(
                "; ".join((one.element.text or "").strip() for one in function.all("synonym")), "en"
            ),
        ),
    ]
    place = process.first("geography")
    technology = process.first("technology")
    location = place.text("location") if place else ""
    texts.append(("geography", words(place.text("text") if place else "", "en")))
    texts.append(("technology", words(technology.text("text") if technology else "", "en")))
    times, period = _period(process.first("timePeriod"))
    texts.append(("time", words(period, "en")))
    licence, references, people, more = _administration(meta, texts)
    names = (
        (("en", name),)
        if local in ("", name) or language == "en"
        else (
            ("en", name),
            (language, local),
        )
    )
    made = About(
        name=name,
        names=names,
        category=tuple(
            one for one in (function.text("category"), function.text("subCategory")) if one
        ),
        unit=function.needed("unit"),
        location=location,
        infrastructure=function.text("infrastructureProcess"),
        dataset_type=kind.text("type") if kind else "1",
        is_impact=(kind.text("impactAssessmentResult") if kind else "") == "true",
        language=language or "en",
        version=kind.text("version") if kind else "",
        valid_from=times[0],
        valid_to=times[1],
        licence=licence,
        documentation=tuple((topic, text) for topic, text in texts if text),
        references=references,
        fields=(
            *function.rest(
                PREFIX, known=("localCategory", "localSubCategory"), path="referenceFunction/"
            ),
            *(
                kind.rest(PREFIX, known=("languageCode",), path="dataSetInformation/")
                if kind
                else ()
            ),
            *more,
        ),
        people=people,
    )
    process.rest(PREFIX, path="processInformation/")
    meta.rest(PREFIX, path="metaInformation/")
    return made


def records(facts: About) -> Iterator[ForeignRecord]:
    """Yield the persons and sources of a data set; the same content gives the same id."""
    for kind, identity, fields in facts.people:
        found = dict(fields)
        title = found.get("name") or found.get("title") or found.get("firstAuthor") or identity
        yield ForeignRecord(kind=kind, id=identity, name=words(title, "en"), fields=fields)


def _period(found: XmlObject | None) -> tuple[tuple[str, str], str]:
    if found is None:
        return ("", ""), ""
    ends = []
    for side in ("start", "end"):
        stated = [found.content(f"{side}{unit}") for unit in ("Date", "YearMonth", "Year")]
        ends.append(next((one for one in stated if one), ""))
    text = found.text("text")
    found.rest(PREFIX, known=("dataValidForEntirePeriod",), path="timePeriod/")
    return (ends[0], ends[1]), text


def _administration(
    meta: XmlObject, texts: list[tuple[str, Words]]
) -> tuple[Licence, Pairs, tuple[tuple[str, str, Pairs], ...], Pairs]:
    """Return licence, references, persons and sources, and the rest; adds to `texts`."""
    people: dict[str, tuple[str, str, Pairs]] = {}
    references: list[tuple[str, str]] = []
    modelling = meta.first("modellingAndValidation")
    administration = meta.first("administrativeInformation")
    more: list[tuple[str, str]] = []
    if modelling:
        sampling = modelling.first("representativeness")
        if sampling:
            texts.append(("sampling", words(sampling.text("samplingProcedure"), "en")))
            more += sampling.rest(PREFIX, path="representativeness/")
        checked = modelling.first("validation")
        if checked:
            texts.append(("review", words(checked.text("proofReadingDetails"), "en")))
            references.append(("reviewer", f"person {checked.text('proofReadingValidator')}"))
            more += checked.rest(PREFIX, path="validation/")
        for one in modelling.all("source"):
            number = one.text("number")
            people[f"source {number}"] = _person(one, "source")
            references.append(("source", f"source {number}"))
        modelling.rest(PREFIX, path="modellingAndValidation/")
    licence = Licence()
    if administration:
        licence, named, rest = _publication(administration)
        references += named
        more += rest
        for one in administration.all("person"):
            people[f"person {one.text('number')}"] = _person(one, "contact")
        administration.rest(PREFIX, path="administrativeInformation/")
    known = tuple((part, people[key][1] if key in people else key) for part, key in references)
    return licence, known, tuple(people.values()), tuple(more)


def _publication(found: XmlObject) -> tuple[Licence, list[tuple[str, str]], Pairs]:
    """Return licence, who entered and published, and the rest."""
    references: list[tuple[str, str]] = []
    entry = found.first("dataEntryBy")
    if entry:
        references.append(("documentor", f"person {entry.text('person')}"))
        entry.rest(PREFIX, path="dataEntryBy/")
    made = found.first("dataGeneratorAndPublication")
    if made is None:
        return Licence(), references, ()
    references.append(("generator", f"person {made.text('person')}"))
    published = made.text("referenceToPublishedSource")
    if published:
        references.append(("publication", f"source {published}"))
    access = made.text("accessRestrictedTo")
    licence = Licence(kind=_RIGHTS.get(access, access), copyright=made.text("copyright"))
    return licence, references, made.rest(PREFIX, path="dataGeneratorAndPublication/")


def _person(found: XmlObject, kind: str) -> tuple[str, str, Pairs]:
    fields = tuple(sorted(found.left.items()))
    found.left.clear()
    parts = [kind, *(f"{name}={value}" for name, value in fields)]
    return kind, str(uuid5(NAMESPACE_URL, "\x1f".join(parts))), fields


def _rest(kind: XmlObject | None) -> Pairs:
    if kind is None:
        return ()
    return kind.rest(PREFIX, known=("languageCode",), path="dataSetInformation/")
