"""A damaged file is read or refused with a code; it never crashes a reader.

The large run is `benchmarks/damaged_files.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.mutations import SAMPLES, outcomes

FILES = 150


@pytest.mark.parametrize("form", SAMPLES)
def test_damaged_files_are_read_or_refused(form: str, tmp_path: Path) -> None:
    found = outcomes(form, FILES, 1, tmp_path)

    assert sum(found.values()) == FILES
    assert {one[:7] for one in found} <= {"read", "CP-FMT-"}
    assert len(found) > 2
