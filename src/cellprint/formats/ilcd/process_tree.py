"""A process of the model as a tree of ILCD and TIDAS."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from typing import Any

from cellprint.errors import BadInputError
from cellprint.formats.ilcd import names
from cellprint.formats.ilcd.dataset import (
    STRING,
    classes,
    lean,
    reference,
    texts,
    uid,
    version,
)
from cellprint.formats.ilcd.tree import SCHEMA_VERSION, Tree
from cellprint.formats.lookup import Lookup
from cellprint.formats.numbers import is_number
from cellprint.model.foreign import (
    ForeignExchange,
    ForeignParameter,
    ForeignProcess,
    ForeignRole,
    Spread,
)

_KINDS = {value: key for key, value in names.PROCESS_KINDS.items()}
_METHODS = {value: key for key, value in names.METHODS.items()}
_LICENCES = {value: key for key, value in names.LICENCES.items()}
_DISTRIBUTIONS = {value: key for key, value in names.DISTRIBUTIONS.items()}
_STATUSES = {
    "Measured",
    "Calculated",
    "Estimated",
    "Unknown derivation",
    "Missing important",
    "Missing unimportant",
}
_YEAR = re.compile(r"[12]\d{3}")
_VARIABLE = re.compile(r"[A-Za-z]\w{0,49}", re.ASCII)
_LARGEST_ID = 999_999
_DIGITS = 60
_PERCENT_PLACES, _PERCENT_DIGITS = 3, 5


def process_tree(process: ForeignProcess, lookup: Lookup) -> Tree:
    """Return a process as a tree.

    Raises:
        CP-FMT-022: an amount in a unit that cannot be brought to the unit of its flow.
    """
    numbers = _numbers(process)
    shares = _shares(process, numbers)
    exchanges = [
        _exchange(one, number, shares.get(number, []), lookup)
        for one, number in zip(process.exchanges, numbers, strict=True)
    ]
    return lean(
        {
            "@version": SCHEMA_VERSION,
            "processInformation": _information(process, numbers),
            "modellingAndValidation": _modelling(process, lookup),
            "administrativeInformation": _administration(process, lookup),
            "exchanges": {"exchange": exchanges} if exchanges else None,
        }
    )


def reference_amount(exchange: ForeignExchange, lookup: Lookup) -> str:
    """Return the amount in the reference unit of the flow, exactly.

    Raises:
        CP-FMT-022: the unit or property cannot be resolved.
    """
    flow = lookup.flows.get(exchange.flow)
    measure = exchange.property or (flow.properties[0].property if flow and flow.properties else "")
    if not exchange.unit:
        return exchange.amount
    unit = lookup.unit(measure, exchange.unit)
    of_flow = {one.property: one.factor for one in flow.properties} if flow else {}
    if unit is None or measure not in of_flow or not float(of_flow[measure]):
        raise BadInputError.of("CP-FMT-022", where=exchange.flow, found=exchange.unit)
    up, down = Decimal(unit.factor), Decimal(of_flow[measure])
    if up == down:
        return exchange.amount
    with localcontext() as context:
        context.prec = _DIGITS
        return str(Decimal(exchange.amount) * up / down)


def _numbers(process: ForeignProcess) -> list[int]:
    """Return a number for each exchange: its own where it is small and used once."""
    own = [one.seq for one in process.exchanges]
    good = len(set(own)) == len(own) and all(0 <= one <= _LARGEST_ID for one in own)
    return own if good else list(range(1, len(own) + 1))


def _information(process: ForeignProcess, numbers: list[int]) -> Tree:
    topics = dict(process.documentation)
    name = lean(
        {
            "baseName": texts(process.name, STRING) or [{"#text": process.id[:STRING]}],
            "treatmentStandardsRoutes": texts(topics.get("name_treatment", ()), STRING),
            "mixAndLocationTypes": texts(topics.get("name_mix_location", ()), STRING),
            "functionalUnitFlowProperties": texts(topics.get("name_functional_unit", ()), STRING),
        }
    )
    facts = lean(
        {
            "common:UUID": uid("process", process.id),
            "name": name,
            "classificationInformation": classes(process.category),
            "common:generalComment": texts(topics.get("description", ())),
        }
    )
    found = [
        str(number)
        for one, number in zip(process.exchanges, numbers, strict=True)
        if one.role is ForeignRole.REFERENCE
    ]
    quantity = {"@type": "Reference flow(s)", "referenceToReferenceFlow": found} if found else None
    time = lean(
        {
            "common:referenceYear": _year(process.valid_from),
            "common:dataSetValidUntil": _year(process.valid_to),
            "common:timeRepresentativenessDescription": texts(topics.get("time", ())),
        }
    )
    place = lean(
        {
            "@location": process.location,
            "descriptionOfRestrictions": texts(topics.get("geography", ())),
        }
    )
    technology = texts(topics.get("technology", ()))
    variables = [_variable(one) for one in process.parameters if _VARIABLE.fullmatch(one.name)]
    return lean(
        {
            "dataSetInformation": facts,
            "quantitativeReference": quantity,
            "time": time,
            "geography": {"locationOfOperationSupplyOrProduction": place} if place else None,
            "technology": {"technologyDescriptionAndIncludedProcesses": technology}
            if technology
            else None,
            "mathematicalRelations": {"variableParameter": variables} if variables else None,
        }
    )


def _year(text: str) -> str:
    return text[:4] if _YEAR.fullmatch(text[:4]) else ""


def _variable(parameter: ForeignParameter) -> Tree:
    return lean(
        {
            "@name": parameter.name,
            "formula": parameter.formula,
            "meanValue": parameter.amount,
            "comment": texts(parameter.comment, STRING),
        }
    )


def _modelling(process: ForeignProcess, lookup: Lookup) -> Tree:
    topics = dict(process.documentation)
    method = lean(
        {
            "typeOfDataSet": _KINDS.get(process.kind, ""),
            "LCIMethodApproaches": _METHODS.get(process.allocation_method, ""),
        }
    )
    sources = lean(
        {
            "dataCutOffAndCompletenessPrinciples": texts(topics.get("completeness", ())),
            "dataSelectionAndCombinationPrinciples": texts(topics.get("data_selection", ())),
            "dataTreatmentAndExtrapolationsPrinciples": texts(topics.get("data_treatment", ())),
            "referenceToDataSource": [
                reference("source", one, lookup)
                for part, one in process.references
                if part == "source"
            ],
            "samplingProcedure": texts(topics.get("sampling", ())),
            "useAdviceForDataSet": texts(topics.get("use_advice", ())),
        }
    )
    return lean(
        {"LCIMethodAndAllocation": method, "dataSourcesTreatmentAndRepresentativeness": sources}
    )


def _administration(process: ForeignProcess, lookup: Lookup) -> Tree:
    licence = process.licence

    def people(part: str) -> list[Any]:
        return [
            reference("contact", one, lookup) for kind, one in process.references if kind == part
        ]

    person = "common:referenceToPersonOrEntity"
    owner = licence.owner if licence.owner in lookup.names else ""
    ownership = lean(
        {
            "common:dataSetVersion": version(process.version),
            "common:referenceToOwnershipOfDataSet": reference("contact", owner, lookup),
            "common:copyright": licence.copyright if licence.copyright in ("true", "false") else "",
            "common:licenseType": _LICENCES.get(
                licence.kind, licence.kind if licence.kind in _LICENCES.values() else ""
            ),
            "common:accessRestrictions": texts(licence.restrictions),
        }
    )
    return lean(
        {
            "dataGenerator": lean({f"{person}GeneratingTheDataSet": people("generator")}),
            "dataEntryBy": lean({f"{person}EnteringTheData": people("documentor")[:1]}),
            "publicationAndOwnership": ownership,
        }
    )


def _shares(process: ForeignProcess, numbers: list[int]) -> dict[int, list[Tree]]:
    """Return exchange → shares of the products in per cent, three places after the point.

    A share of the whole process is written at every exchange that is no product.
    """
    products = {one.flow: number for one, number in zip(process.exchanges, numbers, strict=True)}
    by_seq = {one.seq: number for one, number in zip(process.exchanges, numbers, strict=True)}
    main = process.allocation_method or next((one.method for one in process.allocation), "")
    found: dict[int, list[Tree]] = {}
    for one in process.allocation:
        product, share = products.get(one.product), _percent(one.share)
        if one.method != main or product is None or not share:
            continue
        stated = by_seq.get(one.exchange) if one.exchange is not None else None
        inner = {"@internalReferenceToCoProduct": str(product), "@allocatedFraction": share}
        others = [
            number
            for exchange, number in zip(process.exchanges, numbers, strict=True)
            if exchange.role not in (ForeignRole.REFERENCE, ForeignRole.COPRODUCT)
        ]
        for number in others if one.exchange is None else [stated]:
            if number is not None:
                found.setdefault(number, []).append(inner)
    return found


def _percent(share: str) -> str:
    """Return a part of one in per cent as the schema allows it; nothing when it is too large."""
    return rounded(Decimal(share) * 100) if is_number(share) else ""


def rounded(value: Decimal) -> str:
    """Return a number of at most five digits, three of them after the point.

    >>> rounded(Decimal("33.33333"))
    '33.333'
    """
    if not 0 <= value < 10**_PERCENT_DIGITS:
        return ""
    whole = len(str(int(value))) if value >= 1 else 0
    places = min(_PERCENT_PLACES, _PERCENT_DIGITS - whole)
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if len(text.replace(".", "").lstrip("0")) <= _PERCENT_DIGITS else ""


def _exchange(exchange: ForeignExchange, number: int, shares: list[Tree], lookup: Lookup) -> Tree:
    amount = reference_amount(exchange, lookup)
    avoided = exchange.role is ForeignRole.AVOIDED
    reminder = exchange.role is ForeignRole.REMINDER
    # An avoided product leaves the system: as an input it would turn a credit into a burden.
    direction = "Input" if exchange.is_input and not avoided else "Output"
    status = exchange.derivation if exchange.derivation in _STATUSES else ""
    same = exchange.unit == "" or amount == exchange.amount
    return lean(
        {
            "@dataSetInternalID": str(number),
            "referenceToFlowDataSet": reference("flow", exchange.flow, lookup),
            "location": exchange.location[:STRING],
            "functionType": "General reminder flow" if reminder else "",
            "exchangeDirection": direction,
            "meanAmount": amount,
            "resultingAmount": amount,
            **_uncertainty(exchange.spread if same else None),
            "allocations": {"allocation": shares} if shares else None,
            "dataDerivationTypeStatus": status,
            "generalComment": texts(exchange.comment, STRING),
        }
    )


def _uncertainty(spread: Spread | None) -> Tree:
    """Return a spread in the official convention: gsd² and 2·sd, three places after the point."""
    if spread is None or not spread.family:
        return {}
    given = dict(spread.parameters)
    found: Tree = {
        "minimumAmount": given.get("low", ""),
        "maximumAmount": given.get("high", ""),
        "uncertaintyDistributionType": _DISTRIBUTIONS[spread.family],
    }
    if spread.family == "lognormal":
        found["relativeStandardDeviation95In"] = rounded(Decimal(given["gsd"]) ** 2)
    elif spread.family == "normal":
        found["relativeStandardDeviation95In"] = rounded(Decimal(given["sd"]) * 2)
    return found
