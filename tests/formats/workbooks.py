"""Workbooks for tests: written, edited as a person would, and read again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from cellprint.formats.workbook.read import WorkbookReading, read_workbook
from cellprint.formats.workbook.vocabulary import Vocabulary
from cellprint.formats.workbook.write import write_workbook
from cellprint.i18n import Lang
from cellprint.model.inventory import Text

VOCABULARY = Vocabulary(
    product={"lfp_cathode": Text(en="LFP cathode", zh="磷酸铁锂"), "x": Text(en="X", zh="甲")},
    carrier={"electricity": Text(en="Electricity", zh="电力")},
    mode={"road": Text(en="Road", zh="公路")},
    place={"CN": Text(en="China", zh="中国"), "CN-SC": Text(en="Sichuan", zh="四川")},
)


def small_study(**changes: Any) -> dict[str, Any]:
    """Return a small study in plain form."""
    return {
        "cellprint": "study/1",
        "id": "small",
        "name": "Small",
        "period": {"from": "2024-01-01", "to": "2025-01-01"},
        "plant": {"name": "Plant", "location": "CN-SC"},
        "battery": {"category": "ev", "chemistry": "LFP", "capacity": "60 kWh", "mass": "400 kg"},
        "components": [
            {
                "id": "cell",
                "per": "kWh",
                "items": [
                    {"product": "lfp_cathode", "amount": "2.05 kg", "source": "bill of materials"},
                    {"product": "x", "amount": "0.5 kg", "source": "bill of materials"},
                ],
            }
        ],
        "manufacturing": {
            "per": "kWh",
            "energy": [{"carrier": "electricity", "amount": "30 kWh", "source": "meter 1"}],
        },
        **changes,
    }


def written(data: Mapping[str, Any] | None = None, lang: Lang = "zh") -> bytes:
    """Return the workbook of a study."""
    return small_workbook(lang) if data is None else fresh(data, lang)


@cache
def small_workbook(lang: Lang) -> bytes:
    """Return the workbook of the small study, made once."""
    return fresh(small_study(), lang)


def fresh(data: Mapping[str, Any], lang: Lang) -> bytes:
    """Return a workbook, made anew."""
    return write_workbook(data, lang=lang, vocabulary=VOCABULARY)


def edited(content: bytes, edit: Callable[[Any], object]) -> bytes:
    """Return a workbook after somebody worked on it."""
    book = load_workbook(BytesIO(content))
    edit(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """Return a package with its parts changed, and others added."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, body in added.items():
            new.writestr(name, body)
    return buffer.getvalue()


def reading(content: bytes) -> WorkbookReading:
    """Return what a workbook states."""
    return read_workbook(content, name="book.xlsx", vocabulary=VOCABULARY)


def found(result: WorkbookReading) -> list[tuple[str, str]]:
    """Return code and cell of each finding."""
    return [(finding.code, finding.where) for finding in result.findings]
