"""Mix-ups in a study file: each stops the computation with its code; every kind is seeded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from cellprint.app.compute import compute_study
from cellprint.app.data import shipped_catalogue
from cellprint.errors import CellprintError
from cellprint.formats.study_yaml import load_study
from cellprint.model.study_resolve import resolve_study
from tests.rules.test_mix_ups import MIX_UPS

TEXT = (Path(__file__).parents[2] / "examples" / "nmc811-xining" / "study.yaml").read_text("utf-8")
ANODE = 'amount: "0.854 kg"'
FOOTPRINT = """
supplier_footprints:
  - id: maker
    product: {product}
    value: "{value}"
    kind: life_cycle
    boundary: cradle_to_gate
    location: CN-SC
    source: statement of the supplier
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A change of a study that must stop it: `old` → `new`, with `more` at the end."""

    kind: str
    name: str
    areas: tuple[str, ...]
    old: str = ANODE
    new: str = ANODE
    more: str = ""


def supplied(product: str, value: str) -> str:
    """Return a supplier footprint as text."""
    return FOOTPRINT.format(product=product, value=value)


def amount(text: str) -> str:
    """Return the anode's amount as text."""
    return f'amount: "{text}"'


BUYS = ("product: graphite_anode\n", "product: graphite_anode\n        supplier: maker\n")
FACTOR = '\nelectricity: {{factor: {{value: "{value}", kind: {kind}, year: 2023, source: x}}}}\n'
MISTAKES = (
    Mistake(
        kind="metal or compound",
        name="kg of Ni of graphite",
        areas=("UNIT",),
        new=amount("0.8 kg Ni"),
    ),
    Mistake(
        kind="metal or compound",
        name="kg of Li of graphite",
        areas=("UNIT",),
        new=amount("0.8 kg Li"),
    ),
    Mistake(
        kind="capacity or delivered", name="anode in kWh", areas=("UNIT",), new=amount("0.8 kWh")
    ),
    Mistake(kind="g or kg", name="anode in litres", areas=("UNIT",), new=amount("0.8 L")),
    Mistake(
        kind="calorific or equivalent", name="anode in MJ", areas=("UNIT",), new=amount("24 MJ")
    ),
    Mistake(
        kind="g or kg", name="anode without a unit", areas=("UNIT", "STUDY"), new=amount("0.8")
    ),
    Mistake(
        kind="hydrate",
        name="footprint of the anhydrous salt for a hydrate",
        areas=("LINK",),
        new=ANODE + "\n        supplier: maker",
        more=supplied("nickel_sulfate_anhydrous", "2 kgCO2e/kg"),
    ),
    Mistake(
        kind="g or kg",
        name="footprint per kWh for a product in kg",
        areas=("UNIT", "STUDY", "LINK"),
        old=BUYS[0],
        new=BUYS[1],
        more=supplied("graphite_anode", "2 kgCO2e/kWh"),
    ),
    Mistake(
        kind="direct or life cycle",
        name="a direct factor of the catalogue",
        areas=("DATA",),
        more="\nelectricity: {grid_factor: el_CN_direct_2022}\n",
    ),
    Mistake(
        kind="direct or life cycle",
        name="an own factor of direct kind",
        areas=("STUDY", "DATA"),
        more=FACTOR.format(value="0.5 kgCO2e/kWh", kind="direct"),
    ),
    Mistake(
        kind="g or kg",
        name="an own factor per kilogram",
        areas=("UNIT",),
        more=FACTOR.format(value="0.5 kgCO2e/kg", kind="life_cycle"),
    ),
    Mistake(
        kind="capacity or delivered",
        name="more usable than rated energy",
        areas=("STUDY",),
        old='usable_energy: "= round(capacity * usable_share, 1)"',
        new='usable_energy: "26064 kWh"',
    ),
)


def compute(text: str) -> None:
    """Compute a study given as text."""
    loaded = load_study(text.encode(), name="study.yaml")
    compute_study(shipped_catalogue(), resolve_study(loaded.study, where=loaded.where))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: one.name)
def test_a_mix_up_in_a_study_stops_it(mistake: Mistake) -> None:
    assert mistake.old in TEXT
    text = TEXT.replace(mistake.old, mistake.new, 1) + mistake.more

    with pytest.raises(CellprintError) as caught:
        compute(text)

    assert caught.value.code.split("-")[1] in mistake.areas


def test_thirty_mix_ups_and_every_kind_are_seeded() -> None:
    kinds = Counter(mistake.kind for mistake in MISTAKES)
    # The sets AR5 and AR6 are mixed with EF 3.1 among the mix-ups of the rules.
    sets = [one for one in MIX_UPS if one.code == "CP-RULE-052"]

    assert len(MISTAKES) + len(MIX_UPS) >= 30
    assert len(sets) >= 2
    assert set(kinds) == {
        "metal or compound",
        "hydrate",
        "capacity or delivered",
        "g or kg",
        "calorific or equivalent",
        "direct or life cycle",
    }
