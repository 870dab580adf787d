"""Known defects of public inventories, seeded into clean data: all are found, without false alarms.

The rates are printed: `pytest -s tests/catalogue/lint/test_harness.py`.
"""

from __future__ import annotations

import sys

import pytest

from tests.catalogue.lint.harness.rates import Rates, measured

MOST_FALSE_ALARMS = 0.02
CLASSES = [f"D{number:02}" for number in range(1, 26)]


@pytest.fixture(scope="module")
def rates() -> Rates:
    result = measured()
    sys.stdout.write(f"\n{result.text()}\n")
    return result


def test_every_class_of_defects_is_seeded_in_several_variants(rates: Rates) -> None:
    assert sorted(rates.seeded) == CLASSES
    assert min(rates.seeded.values()) >= 5


def test_every_seeded_defect_is_found(rates: Rates) -> None:
    assert rates.missed == ()
    assert rates.detection == 1.0


def test_clean_processes_raise_few_false_alarms(rates: Rates) -> None:
    assert rates.false_alarm_rate <= MOST_FALSE_ALARMS, rates.false_alarms


def test_processes_are_judged_fairly_when_the_reference_lacks_them(rates: Rates) -> None:
    assert rates.alone_rate <= MOST_FALSE_ALARMS, rates.alone_alarms
