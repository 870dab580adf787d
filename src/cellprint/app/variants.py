"""The same study with its plant somewhere else, or in another year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from cellprint.catalogue.names import nearest
from cellprint.errors import BadInputError
from cellprint.model.inventory import Location
from cellprint.model.study import Study, study_data

_YEAR_DIGITS = 4


def variant_file(study: Study, change: str, places: Mapping[str, Location]) -> bytes:
    """Return the file of a study with one change: a place of the plant, or a calendar year.

    Nothing else changes: bill, energy per battery, transport legs and suppliers stay as they are.

    Args:
        study: the study.
        change: code of a place, such as `CN-QH`, or a year, such as `2024`.
        places: the places that the catalogue knows.

    Raises:
        CP-UNC-010: the change is neither.
    """
    data: dict[str, Any] = dict(study_data(study))
    if change.isascii() and change.isdecimal() and len(change) == _YEAR_DIGITS:
        data["period"] = {"from": f"{change}-01-01", "to": f"{int(change) + 1:04}-01-01"}
        words = {"en": f"in {change}", "zh": f"{change} 年"}
    elif change in places:
        name = places[change].name
        data["plant"] = {**data["plant"], "location": change, "place": name.en}
        words = {"en": f"plant in {name.en}", "zh": f"工厂位于{name.zh}"}
    else:
        near = nearest(change, places)
        raise BadInputError.of("CP-UNC-010", where=study.id, found=change[:40], near=near)
    title = study.name.text()
    data["id"] = f"{study.id}.{change}"
    data["name"] = {"en": f"{title.en}, {words['en']}", "zh": f"{title.zh}，{words['zh']}"}
    data["note"] = {
        "en": f"The study {study.id}, {words['en']}; bill, energy per battery, transport and "
        "suppliers are left as they are.",
        "zh": f"研究 {study.id}，{words['zh']}；物料、单位能耗、运输和供应商均保持不变。",
    }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
