"""The Python interface, made for notebooks: `import cellprint`.

>>> import cellprint
>>> study = cellprint.examples()["nmc811-ordos"]
>>> study.compute().unit
'kg CO2e/kWh delivered'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cellprint.app.comparison import compare_books, compare_studies
from cellprint.app.compute import Computation, compute_study_file
from cellprint.app.data import working_catalogue
from cellprint.app.default_spreads import default_spreads_json, with_default_spreads
from cellprint.app.demo import example_studies
from cellprint.app.notebook_results import Comparison, Footprint, Levers, Uncertainty
from cellprint.app.opening import open_study
from cellprint.app.pages import analysis_documents
from cellprint.app.uncertainty import DEFAULT_SAMPLES, DEFAULT_SEED, draw_study
from cellprint.app.whatif import what_if
from cellprint.errors import BadInputError
from cellprint.i18n import Lang


def load_study(path: str | Path, *, lang: Lang = "en") -> Study:
    """Return the study of a file.

    Args:
        path: study file (YAML or workbook).
        lang: language of what is shown, `en` or `zh`.

    Raises:
        CP-CLI-004: there is no such file.
        CP-STUDY-…, CP-XLS-…, CP-YAML-…: the file is no valid study.
    """
    file = Path(path)
    if not file.is_file():
        raise BadInputError.of("CP-CLI-004", where=str(file), found=file.name)
    opened = open_study(file, working_catalogue())
    return Study(path=file, name=opened.study.name.text().get(lang), lang=lang)


def examples(*, lang: Lang = "en") -> dict[str, Study]:
    """Return the shipped example studies by the name of their folder."""
    return {file.parent.name: load_study(file, lang=lang) for file in example_studies()}


def compare(
    first: Study, *others: Study, samples: int = DEFAULT_SAMPLES, seed: int = DEFAULT_SEED
) -> Comparison:
    """Return studies side by side, each against the first on the same Monte Carlo draws.

    Raises:
        CP-UNC-003: different functional units.
        CP-UNC-006: there is only one study.
    """
    if not others:
        raise BadInputError.of("CP-UNC-006", where="compare", found=1)
    computed = [study.computation() for study in (first, *others)]
    document = compare_studies(computed, samples=samples, seed=seed)
    return Comparison(document=document, lang=first.lang)


@dataclass(frozen=True, kw_only=True)
class Study:
    """A study file with parameters and a rule book to compute it by.

    Attributes:
        parameters: parameter → value with unit, over those of the file.
        rules: rule book; empty for the study's own.
    """

    path: Path
    name: str
    lang: Lang = "en"
    rules: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return the name and what was changed."""
        changed = [f"{name}={value}" for name, value in self.parameters.items()]
        return " · ".join([self.name, *([self.rules] if self.rules else []), *changed])

    def but(self, **parameters: str) -> Study:
        """Return the study with other parameters: `study.but(capacity="62 kWh")`."""
        return replace(self, parameters={**self.parameters, **parameters})

    def under(self, rules: str) -> Study:
        """Return the study under another rule book: `study.under("jrc-cfb-ev-2023")`."""
        return replace(self, rules=rules)

    def compute(self) -> Footprint:
        """Return the carbon footprint."""
        return Footprint(computation=self.computation(), lang=self.lang)

    def uncertainty(
        self,
        *,
        samples: int = DEFAULT_SAMPLES,
        seed: int = DEFAULT_SEED,
        default_spreads: bool = False,
    ) -> Uncertainty:
        """Return how sure the footprint is, and which datum would make it surer.

        Args:
            samples: number of Monte Carlo draws.
            seed: seed of the draws; the same seed gives the same numbers anywhere.
            default_spreads: give amounts of the catalogue without a range one from their quality
                scores (unverified factors).

        Raises:
            CP-UNC-001, CP-UNC-002: samples or seed out of range.
        """
        computed, noted = self.computation(), {}
        if default_spreads:
            computed = with_default_spreads(computed)
            noted["default_spreads"] = default_spreads_json(computed)
        drawn = draw_study(computed, samples=samples, seed=seed)
        documents = analysis_documents(computed, drawn, noted=noted)
        return Uncertainty(documents=documents, computation=computed, lang=self.lang)

    def compare(
        self, *others: Study, samples: int = DEFAULT_SAMPLES, seed: int = DEFAULT_SEED
    ) -> Comparison:
        """Return this study against others on the same draws; see `cellprint.compare`."""
        return compare(self, *others, samples=samples, seed=seed)

    def compare_rules(self, *rules: str) -> Comparison:
        """Return the study under several rule books, with the steps from each to the next.

        Raises:
            CP-UNC-003: the books state different functional units.
            CP-UNC-006: fewer than two books.
        """
        if len(rules) < 2:  # noqa: PLR2004  (a comparison has two sides)
            raise BadInputError.of("CP-UNC-006", where="compare_rules", found=len(rules))
        document = compare_books(self.under(rules[0]).computation(), rules)
        return Comparison(document=document, lang=self.lang)

    def what_if(self, **settings: float) -> Levers:
        """Return the declared levers, solved in advance; `**{"electricity.wind": 0.5}` sets some.

        Raises:
            CP-UNC-004, CP-UNC-005: an unknown lever, or a value out of its range.
        """
        return Levers(found=what_if(self.computation()), settings=settings, lang=self.lang)

    def computation(self) -> Computation:
        """Return the computed study with everything that explains it."""
        return compute_study_file(self.path, rules=self.rules, overrides=self.parameters)
