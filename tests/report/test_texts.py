"""Chinese texts of charts and reports keep the marks of Chinese; tests/health has the rest."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cellprint.i18n import translations


@pytest.mark.parametrize("part", ["charts", "report"])
def test_chinese_uses_full_width_marks(part: str) -> None:
    def wrong(text: str) -> bool:
        return any(
            mark in ",;:?!()" and "\u4e00" <= before <= "\u9fff" for before, mark in pairwise(text)
        )

    assert [zh for zh in translations("zh", part).values() if wrong(zh)] == []
