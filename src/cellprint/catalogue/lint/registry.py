"""The checks, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cellprint.catalogue.lint.carbon_balance import carbon_balance
from cellprint.catalogue.lint.completeness import completeness
from cellprint.catalogue.lint.dimension import dimension
from cellprint.catalogue.lint.element_balance import element_balance, recovery, yield_window
from cellprint.catalogue.lint.factor_label import factor_label
from cellprint.catalogue.lint.finding import LintFinding
from cellprint.catalogue.lint.flow_class import flow_class
from cellprint.catalogue.lint.gwp_version import gwp_version
from cellprint.catalogue.lint.hydrate import hydrate
from cellprint.catalogue.lint.mass_balance import mass_balance
from cellprint.catalogue.lint.provenance import provenance
from cellprint.catalogue.lint.ranges import peers, ranges
from cellprint.catalogue.lint.rules import LintRules
from cellprint.catalogue.lint.sources import sources
from cellprint.catalogue.lint.structure import structure
from cellprint.catalogue.lint.transmission import transmission
from cellprint.catalogue.lint.view import LintView
from cellprint.model.inventory import Text

Run = Callable[[LintView, LintRules], Iterator[LintFinding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check: its id, what it asks, and the pure function that answers."""

    id: str
    asks: Text
    run: Run


def _check(id_: str, run: Run, en: str, zh: str) -> Check:
    return Check(id=id_, asks=Text(en=en, zh=zh), run=run)


CHECKS: tuple[Check, ...] = (
    _check("dimension", dimension, "Does each unit fit its flow?", "单位与流是否相符？"),
    _check(
        "element_balance",
        element_balance,
        "Does each element that leaves also enter, and the balance close?",
        "产出的元素是否均有投入，且元素平衡闭合？",
    ),
    _check(
        "yield_window",
        yield_window,
        "Is the yield one that plants reach?",
        "收率是否为工厂可达到的水平？",
    ),
    _check(
        "recovery",
        recovery,
        "Is no metal recovered beyond 100 %?",
        "金属回收率是否不超过 100 %？",
    ),
    _check(
        "hydrate",
        hydrate,
        "Do amount, flow and provider have the same hydrate state?",
        "数量、流与供应过程的结晶水状态是否一致？",
    ),
    _check(
        "carbon_balance",
        carbon_balance,
        "Does the carbon of fuels and carbonates leave, and only once?",
        "燃料和碳酸盐中的碳是否排出，且只计一次？",
    ),
    _check(
        "flow_class",
        flow_class,
        "Is fossil carbon booked as fossil?",
        "化石碳是否按化石碳记录？",
    ),
    _check(
        "completeness",
        completeness,
        "Is every stage there that the product needs?",
        "产品所需的工序是否齐全？",
    ),
    _check("ranges", ranges, "Is each amount in its cited range?", "数量是否在引用的范围内？"),
    _check(
        "peers",
        peers,
        "Is each amount near that of the same product in the reference?",
        "数量是否接近参考数据中同一产品的数量？",
    ),
    _check(
        "mass_balance",
        mass_balance,
        "Do the parts make up the product?",
        "各部分质量之和是否等于产品？",
    ),
    _check(
        "structure",
        structure,
        "Does energy hang on capacity, heat on fuel, a market on its shares?",
        "能耗是否按容量、热量是否按燃料、市场组合是否按份额计量？",
    ),
    _check(
        "transmission",
        transmission,
        "Is transmission counted once?",
        "输电损失是否只计一次？",
    ),
    _check(
        "factor_label",
        factor_label,
        "Is each electricity factor labelled and of its own year?",
        "电力因子的标注是否完整，数值是否属于其年份？",
    ),
    _check(
        "gwp_version",
        gwp_version,
        "Is each characterisation set of one edition?",
        "每套特征化因子是否为同一版本？",
    ),
    _check(
        "provenance",
        provenance,
        "Do different products have their own amounts?",
        "不同产品的数量是否各有来源？",
    ),
    _check(
        "sources",
        sources,
        "Is each source known, licensed and used?",
        "来源是否已登记、有许可且被引用？",
    ),
)
