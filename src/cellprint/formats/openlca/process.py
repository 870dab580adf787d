"""Read a process of openLCA JSON-LD: exchanges, allocation, parameters, documentation."""

from __future__ import annotations

from collections.abc import Mapping

from cellprint.formats.openlca import names
from cellprint.formats.openlca.json_object import JsonObject, raw_json
from cellprint.formats.spreads import spread
from cellprint.model.foreign import (
    UNDETERMINED,
    AllocationShare,
    ForeignExchange,
    ForeignKind,
    ForeignParameter,
    ForeignProcess,
    ForeignRole,
    Licence,
    Pairs,
    Spread,
    Words,
    words,
)

LANGUAGE = UNDETERMINED
EXCHANGE_ID = f"{names.PREFIX}@id"
Kinds = Mapping[str, ForeignKind]
Paths = Mapping[str, tuple[str, ...]]


def process(found: JsonObject, kinds: Kinds, paths: Paths) -> ForeignProcess:
    """Return a process with all that the file says of it.

    Raises:
        CP-FMT-010: an amount that is no number.
        CP-FMT-012: an exchange without amount or flow, a process without id.
    """
    identity = found.needed("@id")
    found.where = f"processes/{identity}"
    exchanges = tuple(
        _exchange(one, position, kinds, identity)
        for position, one in enumerate(found.children("exchanges"), start=1)
    )
    licence, documentation, references, times, extra = _documentation(found)
    description = words(found.text("description"), LANGUAGE)
    topics = (("description", description), *documentation) if description else documentation
    return ForeignProcess(
        id=identity,
        name=words(found.text("name"), LANGUAGE),
        version=found.text("version"),
        kind=names.PROCESS_KINDS.get(found.text("processType"), "unit"),
        category=category(found, paths),
        location=found.reference("location"),
        valid_from=times[0],
        valid_to=times[1],
        exchanges=exchanges,
        parameters=tuple(parameter(one) for one in found.children("parameters")),
        allocation=_allocation(found, exchanges),
        allocation_method=names.METHODS.get(found.text("defaultAllocationMethod"), ""),
        licence=licence,
        documentation=topics,
        references=references,
        fields=(
            *found.rest(names.PREFIX, known=("@context", "@type"), path="process/"),
            *extra,
        ),
    )


def parameter(found: JsonObject) -> ForeignParameter:
    """Return a parameter of the whole database, or of a process.

    Raises:
        CP-FMT-010: a value that is no number.
        CP-FMT-012: no name.
    """
    amount = found.number("value", "")
    return ForeignParameter(
        name=found.needed("name"),
        amount=amount,
        formula=found.text("formula"),
        spread=_spread(found, amount or "1", "", None),
        comment=words(found.text("description"), LANGUAGE),
        fields=found.rest(
            names.PREFIX, known=("@context", "@type", "isInputParameter"), path="parameter/"
        ),
    )


def category(found: JsonObject, paths: Paths) -> tuple[str, ...]:
    """Return the path of a category: text in schema 2, a reference in schema 1."""
    value = found.take("category")
    if isinstance(value, str):
        return tuple(value.split("/"))
    if isinstance(value, dict):
        return paths.get(str(value.get("@id")), (str(value.get("name", "")),))
    return ()


def _exchange(found: JsonObject, position: int, kinds: Kinds, process_id: str) -> ForeignExchange:
    target = found.left.get("flow")
    kind = _kind(target, kinds)
    flow = found.reference("flow") or found.needed("flow")
    is_input = found.flag("isInput")
    avoided = found.flag("isAvoidedProduct")
    reference = found.flag("isQuantitativeReference")
    amount = found.number("amount")
    inner = found.number("internalId", str(position))
    seq = int(inner) if inner.isdigit() else position
    return ForeignExchange(
        seq=seq,
        flow=flow,
        is_input=is_input,
        role=_role(kind, is_input=is_input, avoided=avoided, reference=reference),
        amount=amount,
        unit=_name_of(found, "unit"),
        property=found.reference("flowProperty"),
        formula=found.text("amountFormula"),
        spread=_spread(found, amount, process_id, seq),
        provider=found.reference("defaultProvider"),
        location=found.reference("location"),
        quality=found.text("dqEntry"),
        comment=words(found.text("description"), LANGUAGE),
        fields=found.rest(names.PREFIX, known=("@type",), path="exchange/"),
    )


def _kind(target: object, kinds: Kinds) -> ForeignKind:
    if not isinstance(target, dict):
        return ForeignKind.OTHER
    told = names.KINDS.get(str(target.get("flowType")))
    return ForeignKind(told) if told else kinds.get(str(target.get("@id")), ForeignKind.OTHER)


def _role(kind: ForeignKind, *, is_input: bool, avoided: bool, reference: bool) -> ForeignRole:
    """Return the role: what a file calls avoided is an input that is subtracted."""
    if reference:
        return ForeignRole.REFERENCE
    if avoided:
        return ForeignRole.AVOIDED
    if kind is ForeignKind.ELEMENTARY:
        return ForeignRole.ELEMENTARY
    if kind is ForeignKind.WASTE:
        return ForeignRole.TREATMENT if is_input else ForeignRole.WASTE
    return ForeignRole.INPUT if is_input else ForeignRole.COPRODUCT


def _name_of(found: JsonObject, key: str) -> str:
    """Return the name of the object that a key refers to."""
    value = found.take(key)
    if not isinstance(value, dict):
        return ""
    name = value.get("name") or value.get("@id") or ""
    return str(name)


def _spread(found: JsonObject, amount: str, dataset: str, seq: int | None) -> Spread | None:
    record = found.child("uncertainty")
    if record is None:
        return None
    raw = {key: str(value) for key, value in record.left.items() if key != "@type"}
    family, fields = names.DISTRIBUTIONS.get(raw.get("distributionType", ""), ("", {}))
    given = {name: raw.get(field, "") for name, field in fields.items()}
    made, reason = spread(family, given, amount=amount, raw=raw, convention="openlca")
    if reason:
        found.report.add(
            "CP-FMT-033",
            "warning",
            path=f"uncertainty ({reason})",
            action="kept",
            dataset=dataset,
            seq=seq,
            value=raw.get("distributionType", ""),
        )
    return made


def _allocation(
    found: JsonObject, exchanges: tuple[ForeignExchange, ...]
) -> tuple[AllocationShare, ...]:
    """Return the shares; a causal one names its exchange by number, else by its flow."""
    by_flow: dict[str, int] = {}
    by_id: dict[str, int] = {}
    for one in exchanges:
        by_flow.setdefault(one.flow, one.seq)
        by_id.update({text: one.seq for name, text in one.fields if name == EXCHANGE_ID})
    shares = []
    for factor in found.children("allocationFactors"):
        target = factor.child("exchange")
        seq: int | None = None
        if target is not None:
            inner = target.number("internalId", "")
            flow = by_flow.get(target.reference("flow"))
            named = by_id.get(raw_json(target.text("@id")), flow)
            seq = int(inner) if inner.isdigit() else named
        shares.append(
            AllocationShare(
                method=names.METHODS.get(factor.text("allocationType"), ""),
                product=factor.reference("product"),
                share=factor.number("value"),
                exchange=seq,
                formula=factor.text("formula"),
            )
        )
        factor.rest(names.PREFIX, known=("@type",), path="allocationFactor/")
    return tuple(shares)


def _documentation(
    found: JsonObject,
) -> tuple[Licence, tuple[tuple[str, Words], ...], Pairs, tuple[str, str], Pairs]:
    """Return licence, texts by topic, references, first and last day, and the rest."""
    record = found.child("processDocumentation")
    if record is None:
        return Licence(), (), (), ("", ""), ()
    texts = tuple(
        (topic, words(text, LANGUAGE))
        for field, topic in names.TEXTS.items()
        if (text := record.text(field))
    )
    owner = record.left.get("dataSetOwner")
    references = [
        (part, identity)
        for field, part in names.PEOPLE.items()
        if (identity := record.reference(field))
    ]
    references += [("source", one.needed("@id")) for one in record.children("sources")]
    copyright_flag = record.text("isCopyrightProtected")
    licence = Licence(
        copyright=copyright_flag,
        restrictions=words(record.text("restrictionsDescription"), LANGUAGE),
        owner=str(owner.get("name", "")) if isinstance(owner, dict) else "",
    )
    times = (record.text("validFrom"), record.text("validUntil"))
    rest = record.rest(names.PREFIX + "doc:", known=("@type",), path="processDocumentation/")
    return licence, texts, tuple(references), times, rest
