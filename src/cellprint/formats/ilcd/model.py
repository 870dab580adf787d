"""Read life cycle models of eILCD: which process provides which flow to which other.

A connection leads from an output of one instance of a process to the instance that takes it in. The
data sets of processes have no instances, so a link is taken only where all instances of a process
agree; factors, groups and parameters of instances are kept with the model and told. Source: eILCD
format, schema of life cycle models (namespace of 2017).
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from cellprint.formats.ilcd.node import IlcdNode, category, left_over
from cellprint.model.foreign import ForeignExchange, ForeignProcess, ForeignRecord, ForeignRole
from cellprint.model.loss_report import LossReport

MODEL = "lifeCycleModelDataSet"
_USERS = (ForeignRole.INPUT, ForeignRole.TREATMENT, ForeignRole.AVOIDED)


@dataclass(slots=True)
class Connections:
    """Links of all models of a package.

    Attributes:
        makers: (user, flow) → processes that provide it.
        takers: (maker, flow) → processes that take it in; for wastes these are the providers.
    """

    makers: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    takers: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def linked(self, process: ForeignProcess, report: LossReport) -> ForeignProcess:
        """Return a process with the providers that models name; several are never chosen among."""
        if not self.makers:
            return process
        exchanges = tuple(self._linked(process.id, one, report) for one in process.exchanges)
        return dataclasses.replace(process, exchanges=exchanges)

    def _linked(self, process: str, one: ForeignExchange, report: LossReport) -> ForeignExchange:
        if one.provider or one.role not in (*_USERS, ForeignRole.WASTE):
            return one
        known = self.takers if one.role is ForeignRole.WASTE else self.makers
        found = known.get((process, one.flow), set())
        if len(found) > 1:
            report.add("CP-FMT-060", "warning", path="connections", dataset=process, seq=one.seq)
        if len(found) != 1:
            return one
        return dataclasses.replace(one, provider=next(iter(found)))


def model(node: IlcdNode, connections: Connections, report: LossReport) -> ForeignRecord:
    """Return a model as a record that keeps all of it, and add its links.

    Raises:
        CP-FMT-012: it has no identifier.
    """
    technology = node.child("lifeCycleModelInformation").child("technology")
    plain = IlcdNode(copy.deepcopy(technology.left), where=node.where)
    _connect(plain, connections, report)
    facts = node.child("lifeCycleModelInformation").child("dataSetInformation")
    ownership = node.child("administrativeInformation").child("publicationAndOwnership")
    return ForeignRecord(
        kind="life_cycle_model",
        id=facts.needed("common:UUID"),
        name=facts.child("name").words("baseName"),
        version=ownership.text("common:dataSetVersion"),
        category=category(facts),
        fields=left_over(node, report),
    )


def _connect(technology: IlcdNode, connections: Connections, report: LossReport) -> None:
    instances = list(technology.child("processes").children("processInstance"))
    process_of: dict[str, str] = {}
    for one in instances:
        number = one.attribute("dataSetInternalID")
        process_of[number] = one.reference("referenceToProcess")
        one.left["number"] = number
        _tell(one, report)
    repeated = len(process_of) - len(set(process_of.values()))
    if repeated:
        report.add(
            "CP-FMT-030",
            "loss",
            path="lifeCycleModel/processInstance (repeated)",
            action="merged",
            count=repeated,
        )
    for one in instances:
        maker = process_of[str(one.left["number"])]
        for flow, number, wanted in _ends(one):
            taker = process_of.get(number, "")
            if not maker or not taker or flow != wanted:
                report.add(
                    "CP-FMT-030",
                    "loss",
                    path="lifeCycleModel/connections (between different flows or unknown ends)",
                    action="not read",
                    value=flow,
                )
                continue
            connections.makers.setdefault((taker, flow), set()).add(maker)
            connections.takers.setdefault((maker, flow), set()).add(taker)


def _ends(instance: IlcdNode) -> Iterator[tuple[str, str, str]]:
    """Yield flow, number of the instance that takes it, and the flow that it takes it as."""
    for output in instance.child("connections").children("outputExchange"):
        flow = output.attribute("flowUUID")
        for end in output.children("downstreamProcess"):
            yield flow, end.attribute("id"), end.attribute("flowUUID") or flow


def _tell(instance: IlcdNode, report: LossReport) -> None:
    """Tell what of an instance has no place in a process."""
    factor = instance.attribute("multiplicationFactor") or instance.text("scalingFactor")
    told = {
        "multiplicationFactor": factor not in ("", "1", "1.0"),
        "groups": bool(instance.child("groups").left),
        "parameters": bool(instance.child("parameters").left),
    }
    for name, stated in told.items():
        if stated:
            path = f"lifeCycleModel/processInstance/{name}"
            report.add("CP-FMT-030", "loss", path=path, action="kept")
