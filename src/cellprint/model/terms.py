"""Names of statuses and reasons in both languages, for every face of the program."""

from __future__ import annotations

from cellprint.model.inventory import Status, Text
from cellprint.model.system import CutOffReason

STATUS_NAMES: dict[str, Text] = {
    Status.COMPANY: Text(en="company data", zh="企业数据"),
    Status.OFFICIAL: Text(en="official", zh="官方"),
    Status.PUBLISHED: Text(en="published", zh="已发表"),
    Status.DERIVED: Text(en="derived", zh="推算"),
    Status.UNVERIFIED: Text(en="unverified", zh="未核实"),
    "draft": Text(en="draft", zh="草案"),
}

REASON_NAMES: dict[str, Text] = {
    CutOffReason.BYPRODUCT: Text(
        en="by-product without burden or credit", zh="副产品，不分摊负荷也不计抵扣"
    ),
    CutOffReason.COPRODUCT: Text(
        en="co-product, carries its share of the burden", zh="联产品，承担其分摊的负荷"
    ),
    CutOffReason.BALANCE_ONLY: Text(en="loss, kept for the balance", zh="损失，仅用于物料平衡"),
    CutOffReason.RESOURCE: Text(en="resource without climate factor", zh="资源，无气候变化因子"),
    CutOffReason.UNCHARACTERISED: Text(
        en="emission without climate factor", zh="排放，无气候变化因子"
    ),
}


def status_name(status: str, lang: str) -> str:
    """Return the name of a status in `lang`; an unknown status stands for itself."""
    name = STATUS_NAMES.get(status)
    return name.get(lang) if name else status


def reason_name(reason: str, lang: str) -> str:
    """Return the name of a cut-off reason in `lang`; an unknown reason stands for itself."""
    name = REASON_NAMES.get(reason)
    return name.get(lang) if name else reason
