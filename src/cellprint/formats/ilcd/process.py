"""Read a process of ILCD or TIDAS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cellprint.formats.ilcd import names
from cellprint.formats.ilcd.node import IlcdNode, category, left_over
from cellprint.formats.numbers import number_text
from cellprint.formats.spreads import gsd_of_square, half, mode_of_mean, spread
from cellprint.model.foreign import (
    AllocationShare,
    ForeignExchange,
    ForeignKind,
    ForeignParameter,
    ForeignProcess,
    ForeignRole,
    Licence,
    Spread,
    Words,
)
from cellprint.model.loss_report import LossReport


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of flows, and whether openLCA wrote the file (it means sd and gsd, not 2·sd, gsd²)."""

    by_flow: Mapping[str, ForeignKind]
    openlca: bool = False


def process(node: IlcdNode, kinds: Kinds, report: LossReport) -> ForeignProcess:
    """Return a process with all that the file says of it.

    Raises:
        CP-FMT-010, CP-FMT-012: an amount that is no number; something needed is missing.
    """
    information = node.child("processInformation")
    facts = information.child("dataSetInformation")
    identity = facts.needed("common:UUID")
    quantity = information.child("quantitativeReference")
    quantity.drop("@type")
    wanted = set(quantity.texts("referenceToReferenceFlow"))
    relations = information.child("mathematicalRelations")
    parameters = tuple(_parameter(one) for one in relations.children("variableParameter"))
    variables = {one.name: one.amount for one in parameters}
    reader = _Exchanges(kinds, wanted, variables, report, identity)
    exchanges, allocation = reader.read(node)
    time, place = information.child("time"), information.child("geography")
    where = place.child("locationOfOperationSupplyOrProduction")
    modelling = node.child("modellingAndValidation")
    method = modelling.child("LCIMethodAndAllocation")
    approach = method.text("LCIMethodApproaches")
    ownership = node.child("administrativeInformation").child("publicationAndOwnership")
    return ForeignProcess(
        id=identity,
        name=facts.child("name").words("baseName"),
        version=ownership.text("common:dataSetVersion"),
        kind=names.PROCESS_KINDS.get(method.text("typeOfDataSet"), "unit"),
        category=category(facts),
        location=where.attribute("location"),
        valid_from=time.text("common:referenceYear"),
        valid_to=time.text("common:dataSetValidUntil"),
        exchanges=exchanges,
        parameters=parameters,
        allocation=tuple(
            AllocationShare(
                method=names.METHODS.get(approach, approach),
                product=one.product,
                share=one.share,
                exchange=one.exchange,
            )
            for one in allocation
        ),
        allocation_method=names.METHODS.get(approach, approach),
        licence=_licence(ownership),
        documentation=_documentation(facts, time, where, information, modelling),
        references=_references(node, modelling),
        fields=left_over(node, report),
    )


def _licence(ownership: IlcdNode) -> Licence:
    kind = ownership.text("common:licenseType")
    return Licence(
        kind=names.LICENCES.get(kind, kind),
        copyright=ownership.text("common:copyright"),
        restrictions=ownership.words("common:accessRestrictions"),
        owner=ownership.reference("common:referenceToOwnershipOfDataSet"),
    )


def _documentation(
    facts: IlcdNode, time: IlcdNode, where: IlcdNode, information: IlcdNode, modelling: IlcdNode
) -> tuple[tuple[str, Words], ...]:
    name = facts.child("name")
    sources = modelling.child("dataSourcesTreatmentAndRepresentativeness")
    technology = information.child("technology")
    found = (
        ("description", facts.words("common:generalComment")),
        ("technology", technology.words("technologyDescriptionAndIncludedProcesses")),
        ("time", time.words("common:timeRepresentativenessDescription")),
        ("geography", where.words("descriptionOfRestrictions")),
        ("sampling", sources.words("samplingProcedure")),
        ("completeness", sources.words("dataCutOffAndCompletenessPrinciples")),
        ("data_selection", sources.words("dataSelectionAndCombinationPrinciples")),
        ("data_treatment", sources.words("dataTreatmentAndExtrapolationsPrinciples")),
        ("use_advice", sources.words("useAdviceForDataSet")),
        ("name_treatment", name.words("treatmentStandardsRoutes")),
        ("name_mix_location", name.words("mixAndLocationTypes")),
        ("name_functional_unit", name.words("functionalUnitFlowProperties")),
    )
    return tuple((topic, text) for topic, text in found if text)


def _references(node: IlcdNode, modelling: IlcdNode) -> tuple[tuple[str, str], ...]:
    administration = node.child("administrativeInformation")
    entry = administration.child("dataEntryBy")
    generator = administration.child("dataGenerator")
    sources = modelling.child("dataSourcesTreatmentAndRepresentativeness")
    person = "common:referenceToPersonOrEntity"
    found = [
        *(("source", one) for one in sources.references("referenceToDataSource")),
        *(("documentor", one) for one in entry.references(f"{person}EnteringTheData")),
        *(("generator", one) for one in generator.references(f"{person}GeneratingTheDataSet")),
    ]
    return tuple((part, identity) for part, identity in found if identity)


def _parameter(node: IlcdNode) -> ForeignParameter:
    amount = node.number("meanValue")
    return ForeignParameter(
        name=node.attribute("name"),
        amount=amount,
        formula=node.text("formula"),
        comment=node.words("comment"),
    )


@dataclass(frozen=True, slots=True)
class _Share:
    product: str
    share: str
    exchange: int


class _Exchanges:
    """Reads the exchanges of one process."""

    def __init__(
        self,
        kinds: Kinds,
        wanted: set[str],
        variables: Mapping[str, str],
        report: LossReport,
        process: str,
    ) -> None:
        self.kinds = kinds
        self.wanted = wanted
        self.variables = variables
        self.report = report
        self.process = process

    def read(self, node: IlcdNode) -> tuple[tuple[ForeignExchange, ...], list[_Share]]:
        exchanges: list[ForeignExchange] = []
        stated: list[tuple[str, str, int]] = []
        for position, one in enumerate(node.child("exchanges").children("exchange"), start=1):
            number = one.attribute("dataSetInternalID")
            seq = int(number) if number.isascii() and number.isdigit() else position
            for share in one.child("allocations").children("allocation"):
                product = share.attribute("internalReferenceToCoProduct")
                stated.append((product, share.attribute("allocatedFraction"), seq))
            exchanges.append(self.exchange(one, number, seq))
        flows = {str(one.seq): one.flow for one in exchanges}
        shares = [
            _Share(flows.get(product, ""), _part(percent), seq) for product, percent, seq in stated
        ]
        return tuple(exchanges), shares

    def exchange(self, node: IlcdNode, number: str, seq: int) -> ForeignExchange:
        flow = node.reference("referenceToFlowDataSet")
        is_input = node.text("exchangeDirection") == "Input"
        function = node.text("functionType")
        variable = node.text("referenceToVariable")
        mean, amount = node.number("meanAmount"), node.number("resultingAmount")
        amount = amount or self.product(mean, variable) or node.needed("meanAmount")
        derivation = node.text("dataDerivationTypeStatus")
        if derivation.startswith("Missing") and float(amount) == 0:
            self.report.add(
                "CP-FMT-035", "loss", path="resultingAmount", dataset=self.process, seq=seq
            )
        return ForeignExchange(
            seq=seq,
            flow=flow,
            is_input=is_input,
            role=self.role(flow, is_input=is_input, number=number, function=function),
            amount=amount,
            formula=f"{mean} * {variable}" if variable else "",
            spread=self.spread(node, amount, seq),
            location=node.text("location"),
            derivation=derivation,
            comment=node.words("generalComment"),
        )

    def product(self, mean: str, variable: str) -> str:
        """Return mean times variable; nothing when that cannot be said."""
        value = self.variables.get(variable, "")
        if not variable:
            return mean
        return str(Decimal(mean) * Decimal(value)) if mean and value else ""

    def role(self, flow: str, *, is_input: bool, number: str, function: str) -> ForeignRole:
        if number in self.wanted:
            return ForeignRole.REFERENCE
        if function in names.REMINDERS:
            return ForeignRole.REMINDER
        kind = self.kinds.by_flow.get(flow, ForeignKind.OTHER)
        if kind is ForeignKind.ELEMENTARY:
            return ForeignRole.ELEMENTARY
        if kind is ForeignKind.WASTE:
            return ForeignRole.TREATMENT if is_input else ForeignRole.WASTE
        return ForeignRole.INPUT if is_input else ForeignRole.COPRODUCT

    def spread(self, node: IlcdNode, amount: str, seq: int) -> Spread | None:
        kind = node.text("uncertaintyDistributionType")
        low, high = node.number("minimumAmount"), node.number("maximumAmount")
        deviation = node.text("relativeStandardDeviation95In")
        raw = {
            name: text
            for name, text in (
                ("type", kind),
                ("minimumAmount", low),
                ("maximumAmount", high),
                ("relativeStandardDeviation95In", deviation),
            )
            if text
        }
        if not raw or kind == "undefined":
            return None
        family = names.DISTRIBUTIONS.get(kind, "")
        given: dict[str, str] = {}
        if family == "lognormal":
            given = {"gsd": deviation if self.kinds.openlca else gsd_of_square(deviation)}
        elif family == "normal":
            given = {"sd": deviation if self.kinds.openlca else half(deviation)}
        elif family == "triangular":
            mode, _ = mode_of_mean(mean=amount, low=low, high=high)
            given = {"low": low, "mode": mode, "high": high}
        elif family == "uniform":
            given = {"low": low, "high": high}
        convention = "openlca-ilcd" if self.kinds.openlca else "ilcd"
        made, reason = spread(family, given, amount=amount, raw=raw, convention=convention)
        if reason:
            path = f"uncertainty ({reason})"
            self.report.add("CP-FMT-033", "warning", path=path, dataset=self.process, seq=seq)
        return made


def _part(percent: str) -> str:
    """Return per cent as a part of one."""
    return str(Decimal(number_text(percent, where="allocatedFraction")) / 100)
