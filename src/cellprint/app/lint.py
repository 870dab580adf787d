"""The catalogue lint as a use case: shipped data, a company's folder, or objects at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cellprint.app.data import shipped_catalogue
from cellprint.catalogue.build import catalogue_of
from cellprint.catalogue.compiled import shipped_folder
from cellprint.catalogue.files import file_bytes
from cellprint.catalogue.layers import LAYER_FILE
from cellprint.catalogue.lint import (
    LintReport,
    LintRules,
    LintView,
    extended,
    lint,
    load_rules,
    shipped_rules,
    view_of,
    view_over,
)
from cellprint.catalogue.load import compile_files
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, CellprintError, Finding

_RELEASE = "release.yaml"
_LISTS = ("flows/", "processes/", "sources.", "locations.", "compositions.", "batteries.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LintAnswer:
    """What the lint says about a folder.

    Attributes:
        report: the result of the checks; None when the files are not a valid catalogue.
        file_findings: what is wrong with the files themselves.
    """

    report: LintReport | None
    file_findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether neither the files nor the checks have an error."""
        return self.report is not None and self.report.passed

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """Return the answer as a JSON object with its texts in `lang`."""
        if self.report is None:
            found = [finding.to_json(lang) for finding in self.file_findings]
            return {"passed": False, "files": found, "findings": [], "waived": []}
        return {"files": [], **self.report.to_json(lang)}


def lint_folder(folder: Path | None, *, only: Collection[str] = ()) -> LintAnswer:
    """Return what the lint says about the shipped data or about a folder of catalogue files.

    Args:
        folder: None for the shipped data. A folder with its own `release.yaml` stands alone; one
            without is laid over the shipped data, and only its own entries are judged. Ranges,
            stages and waivers of its own stand in its folder `lint/rules`.
        only: ids of the checks to run; empty runs all.

    Raises:
        CP-LINT-030: the folder's own rules are not as they should be.
        CP-LINT-040: `only` names a check that does not exist.
        CP-LINT-042: the folder holds no YAML files.
    """
    if folder is None:
        return LintAnswer(report=lint(view_of(shipped_catalogue()), shipped_rules(), only=only))
    own = dict(file_bytes(folder)) if folder.is_dir() else {}
    own.pop(LAYER_FILE, None)  # what a layer says of itself is no entry
    if not own:
        raise BadInputError.of("CP-LINT-042", where=str(folder), found=str(folder))
    try:
        view = _view(own)
    except CellprintError as error:
        return LintAnswer(report=None, file_findings=error.findings)
    return LintAnswer(report=lint(view, _rules(folder), only=only))


def _rules(folder: Path) -> LintRules:
    own = folder / "lint" / "rules"
    return extended(shipped_rules(), load_rules(own)) if own.is_dir() else shipped_rules()


def _view(own: Mapping[str, bytes]) -> LintView:
    shipped = shipped_catalogue()
    if _RELEASE in own:
        return view_of(catalogue_of(compile_files(own)), reference=shipped)
    merged = catalogue_of(compile_files(laid_over(own, file_bytes(shipped_folder()))))
    return _own_of(merged, shipped)


def laid_over(own: Mapping[str, bytes], shipped: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a catalogue that holds both.

    Of two lists of the same name one file is made, the own one first, so that findings name its
    lines; a mapping gets a name of its own.
    """
    merged = dict(shipped)
    for name, content in own.items():
        if name not in shipped:
            merged[name] = content
        elif name.startswith(_LISTS):
            merged[name] = content + b"\n" + shipped[name]
        else:
            kind, _, file = name.partition("/")
            merged[f"{kind}/own-{file}"] = content
    return dict(sorted(merged.items()))


def _own_of(merged: Catalogue, shipped: Catalogue) -> LintView:
    """Return the view that judges what `merged` holds beyond `shipped`."""
    return view_over(
        shipped,
        processes=_new(merged.processes, shipped.processes),
        flows=_new(merged.flows, shipped.flows),
        compositions=_new(merged.compositions, shipped.compositions),
        sources=_new(merged.sources, shipped.sources),
        factors=_new(merged.grid_factors, shipped.grid_factors),
        sets=_new(merged.gwp_sets, shipped.gwp_sets),
        batteries=_new(merged.batteries, shipped.batteries),
    )


def _new(items: Mapping[str, Any], known: Mapping[str, Any]) -> list[Any]:
    return [item for name, item in items.items() if name not in known]
