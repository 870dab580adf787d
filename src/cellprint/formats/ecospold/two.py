"""Read EcoSpold 2: one activity in each file.

One activity with one reference product is one process; its id joins both, as links do. A waste
treatment has a negative reference product, and who gives it waste a negative input: the two signs
belong together and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from cellprint.errors import BadInputError
from cellprint.formats.ecospold.two_exchange import PREFIX, Found, exchange
from cellprint.formats.ecospold.xml_object import XmlObject
from cellprint.formats.made_ids import lone_unit, unseen
from cellprint.formats.package import Package
from cellprint.formats.safe_xml import xml_elements
from cellprint.model.foreign import (
    Dataset,
    ForeignFormat,
    ForeignParameter,
    ForeignProcess,
    ForeignRole,
    Licence,
    Pairs,
    Words,
)
from cellprint.model.loss_report import LossReport

NAMESPACE = "http://www.EcoInvent.org/EcoSpold02"
_CHILD = "childActivityDataset"
_RIGHTS = {"0": "public", "1": "licensees", "2": "results only", "3": "restricted"}


def read_ecospold2(package: Package, kind: ForeignFormat, report: LossReport) -> Iterator[Dataset]:
    """Yield the data sets of a package; a flow and its unit come before their first use.

    Raises:
        CP-FMT-005, CP-FMT-006: XML that cannot be read.
        CP-FMT-010, CP-FMT-012: an amount that is no number or is missing.
    """
    report.options["schema"] = kind.version or "2"
    seen: set[str] = set()
    tags = tuple(f"{{{NAMESPACE}}}{name}" for name in ("activityDataset", _CHILD))
    for name in package.names:
        if b"EcoSpold02" not in package.head(name):
            continue
        with package.open(name) as stream:
            for element in xml_elements(stream, tags=tags, where=name):
                found = XmlObject(element, where=name, report=report)
                if str(element.tag).endswith(_CHILD):
                    report.add("CP-FMT-037", "warning", path=_CHILD, dataset=name)
                yield from _dataset(found, seen)


def _dataset(found: XmlObject, seen: set[str]) -> Iterator[Dataset]:
    description = found.first("activityDescription")
    activity = description.first("activity") if description else None
    flows = found.first("flowData")
    if description is None or activity is None or flows is None:
        raise BadInputError.of("CP-FMT-012", where=found.place, field="activity / flowData")
    identity = activity.needed("id")
    exchanges = [
        exchange(one, position, elementary=kind == "elementaryExchange")
        for kind in ("intermediateExchange", "elementaryExchange")
        for position, one in enumerate(flows.all(kind), start=1)
    ]
    for one in exchanges:
        yield from unseen([*lone_unit(one.exchange.unit), one.flow], seen)
    reference = next(
        (one.flow.id for one in exchanges if one.exchange.role is ForeignRole.REFERENCE), ""
    )
    parameters = tuple(_parameter(one) for one in flows.all("parameter"))
    flows.rest(PREFIX, path="flowData/")
    yield _process(found, description, activity, _id(identity, reference), exchanges, parameters)


def _process(
    found: XmlObject,
    description: XmlObject,
    activity: XmlObject,
    identity: str,
    exchanges: list[Found],
    parameters: tuple[ForeignParameter, ...],
) -> ForeignProcess:
    name = activity.words("activityName")
    place, period = description.first("geography"), description.first("timePeriod")
    technology = description.first("technology")
    topics = (
        ("description", _comment(activity, "generalComment")),
        ("included_processes", activity.words("includedActivitiesStart")),
        ("included_processes_end", activity.words("includedActivitiesEnd")),
        ("synonyms", activity.words("synonym")),
        ("geography", _comment(place, "comment")),
        ("technology", _comment(technology, "comment")),
        ("time", _comment(period, "comment")),
    )
    classes = [one.content("classificationValue") for one in description.all("classification")]
    kind = "aggregated" if activity.text("type") == "2" else "unit"
    licence, more = _rights(found)
    times = (period.text("startDate"), period.text("endDate")) if period else ("", "")
    location = place.content("shortname") if place else ""
    for part in (place, period, technology):
        more += part.rest(PREFIX, path=f"{part.where.rsplit('/', 1)[-1]}/") if part else ()
    more += activity.rest(PREFIX, path="activity/")
    description.rest(PREFIX, path="activityDescription/")
    found.rest(PREFIX, path="dataset/")
    return ForeignProcess(
        id=identity,
        name=name,
        kind=kind,
        category=tuple(one for one in classes[:1] if one),
        location=location,
        valid_from=times[0],
        valid_to=times[1],
        exchanges=tuple(one.exchange for one in exchanges),
        parameters=parameters,
        licence=licence,
        documentation=tuple((topic, text) for topic, text in topics if text),
        fields=more,
    )


def _rights(found: XmlObject) -> tuple[Licence, Pairs]:
    """Return the licence, the system model and the release."""
    administration = found.first("administrativeInformation")
    modelling = found.first("modellingAndValidation")
    model = modelling.first("representativeness") if modelling else None
    more: tuple[tuple[str, str], ...] = ()
    if model:
        more += ((f"{PREFIX}systemModel", model.content("systemModelName")),)
        more += model.rest(PREFIX, path="representativeness/")
    if modelling:
        modelling.rest(PREFIX, path="modellingAndValidation/")
    made = administration.first("dataGeneratorAndPublication") if administration else None
    licence = Licence()
    if made:
        access = made.text("accessRestrictedTo")
        licence = Licence(
            kind=_RIGHTS.get(access, access), copyright=made.text("isCopyrightProtected")
        )
        more += made.rest(PREFIX, path="dataGeneratorAndPublication/")
    if administration:
        administration.rest(PREFIX, path="administrativeInformation/")
    return licence, more


def _id(activity: str, product: str) -> str:
    """Return the id of an activity that makes a product."""
    return f"{activity}_{product}" if product else activity


def _comment(found: XmlObject | None, name: str) -> Words:
    """Return the texts of a comment that consists of numbered paragraphs."""
    inner = found.first(name) if found else None
    if inner is None:
        return ()
    joined: dict[str, list[str]] = {}
    for language, text in inner.words("text"):
        joined.setdefault(language, []).append(text)
    inner.rest(PREFIX, path=f"{name}/")
    return tuple((language, "\n".join(texts)) for language, texts in joined.items())


def _parameter(found: XmlObject) -> ForeignParameter:
    return ForeignParameter(
        name=found.text("variableName") or found.needed("parameterId"),
        amount=found.number("amount", ""),
        formula=found.text("mathematicalRelation"),
        comment=found.words("name"),
        fields=found.rest(PREFIX, known=("unitName",), path="parameter/"),
    )
