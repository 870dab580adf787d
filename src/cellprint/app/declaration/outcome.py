"""The answer of a verification: one line per check, with the findings behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from cellprint.app.documents import Json
from cellprint.errors import CellprintError, Finding
from cellprint.model.inventory import Text

# What each check is called.
CHECK_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "keys": Text(en="Key history", zh="密钥历史"),
        "signer": Text(en="Issuer known", zh="已知声明方"),
        "signature": Text(en="Signature and key", zh="签名与密钥"),
        "time": Text(en="Time of signing", zh="签署时间"),
        "validity": Text(en="Validity period", zh="有效期"),
        "same_declaration": Text(en="Files hold one declaration", zh="各文件为同一声明"),
        "pages": Text(en="Pages of the PDF", zh="PDF 页面"),
        "bundle": Text(en="Evidence bundle", zh="证据包"),
        "journal": Text(en="Receipt of the journal", zh="日志回执"),
        "inventory": Text(en="Inventory commitments", zh="清单承诺"),
        "disclosed": Text(en="Lines opened for the recipient", zh="向接收方披露的清单行"),
        "recompute": Text(en="Computed again", zh="重新计算"),
        "study": Text(en="Study", zh="研究"),
        "catalogue": Text(en="Catalogue", zh="数据库"),
        "rules": Text(en="Rule book", zh="规则集"),
        "suppliers": Text(en="Suppliers' declarations", zh="供应商声明"),
        "footprint": Text(en="Footprint computed again", zh="重新计算碳足迹"),
        "declaration": Text(en="Declaration made again", zh="重新生成声明"),
        "lines": Text(en="Inventory lines", zh="清单行"),
    }
)


class State(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One check; a passed one may carry warnings and notes."""

    id: str
    state: State
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> Json:
        """Return the check as JSON, its findings in both languages."""
        return {
            "id": self.id,
            "state": self.state.value,
            "findings": [
                {**finding.to_json("en"), "zh": finding.to_json("zh")} for finding in self.findings
            ],
        }


def checked(id_: str, findings: Iterable[Finding]) -> Checked:
    """Return a check that failed when a finding is an error, and passed otherwise."""
    found = tuple(findings)
    failed = any(finding.severity == "error" for finding in found)
    return Checked(id=id_, state=State.FAILED if failed else State.PASSED, findings=found)


def attempted(id_: str, check: Callable[[], Iterable[Finding]]) -> Checked:
    """Return the outcome of a check; a coded error inside it is a failure with its findings."""
    try:
        return checked(id_, check())
    except CellprintError as error:
        return Checked(id=id_, state=State.FAILED, findings=error.findings)


def not_checked(id_: str) -> Checked:
    """Return that a check could not be made, because what it needs is not there or failed."""
    return Checked(id=id_, state=State.NOT_CHECKED)


def has_failed(checks: Iterable[Checked]) -> bool:
    """Tell whether a check failed."""
    return any(check.state is State.FAILED for check in checks)
