"""Named switches: choices that move a pack, their defaults with reasons, and their effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from cellprint.app.allocating import ALLOCATION
from cellprint.app.co_products import METHOD_NAMES
from cellprint.app.compute import compute_study
from cellprint.app.data import working_catalogue
from cellprint.app.documents import Json, text_json
from cellprint.app.linking import chosen
from cellprint.app.numbers import decimal_string
from cellprint.app.opening import open_study
from cellprint.app.product import product_footprint
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.model.inventory import Text
from cellprint.model.study_resolve import resolve_study
from cellprint.model.study_resolved import ResolvedStudy

BASES: Mapping[str, Text] = {
    "physical": Text(en="allocation by a physical relation", zh="按物理关系分配"),
    "widening": Text(en="system widened", zh="系统扩展"),
    "supply": Text(en="choice of supply", zh="供应选择"),
    "estimate": Text(en="choice between estimates", zh="估计值选择"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A choice of a study with its default and the reason of the default.

    Attributes:
        key: what a study writes under `choices`.
        default: option that counts when nothing is chosen.
        options: the other ones.
        basis: which step of the hierarchy of ISO 14044:2006, 4.3.4.2, or which kind of data choice.
    """

    key: str
    name: Text
    default: str
    options: tuple[str, ...]
    basis: Text
    why: Text


def switches(catalogue: Catalogue) -> tuple[Switch, ...]:
    """Return the named switches in the order of their file."""
    return tuple(
        Switch(
            key=one["key"],
            name=Text(**one["name"]),
            default=one.get("default") or catalogue.flows[one["key"]].default_route,
            options=tuple(one["options"]),
            basis=BASES[one["basis"]],
            why=Text(**one["why"]),
        )
        for one in _entries()
    )


def switch_list(catalogue: Catalogue | None = None, study: Path | None = None) -> list[Json]:
    """Return the switches as a document, with the effect of each option on a study where given.

    Effects are relative changes of the footprint of one battery, one option at a time.

    Raises:
        CP-CLI-004: there is no such file.
        CP-…: the study cannot be computed.
    """
    catalogue = catalogue or working_catalogue()
    known = switches(catalogue)
    effects = study_effects(catalogue, study) if study else {}
    return [_document(catalogue, one, effects) for one in known]


def study_effects(catalogue: Catalogue, path: Path) -> dict[tuple[str, str], float]:
    """Return (switch, option) → relative change of the footprint of a study.

    Raises:
        CP-CLI-004: there is no such file.
        CP-…: the study cannot be computed.
    """
    if not path.is_file():
        raise BadInputError.of("CP-CLI-004", where=str(path), found=path.name)
    loaded = open_study(path, catalogue)
    study = resolve_study(loaded.study, where=loaded.where)
    base = _per_battery(catalogue, study)
    return {
        (key, option): _per_battery(catalogue, _choosing(study, key, option)) / base - 1
        for key, option in _pairs(catalogue)
    }


def product_effects(catalogue: Catalogue, product: str) -> dict[tuple[str, str], float]:
    """Return (switch, option) → relative change of the footprint of a product of the catalogue."""
    base = _per_unit(catalogue, product, {})
    return {
        (key, option): _per_unit(catalogue, product, {key: option}) / base - 1
        for key, option in _pairs(catalogue)
    }


def option_name(catalogue: Catalogue, key: str, option: str) -> Text:
    """Return the name of an option: that of the process it takes, or how a by-product shares."""
    if key.startswith(ALLOCATION):
        return METHOD_NAMES[option]
    route, place = chosen({key: option}, key)
    name = next(one for one in catalogue.providers[key] if one.route == route).name
    if not place:
        return name
    where = catalogue.locations[place].name
    return Text(en=f"{name.en}, {where.en}", zh=f"{name.zh}，{where.zh}")


@cache
def _entries() -> list[dict[str, Any]]:
    import yaml  # noqa: PLC0415  (read only where switches are shown)

    text = (resources.files("cellprint.app") / "switches.yaml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(text)
    return entries


def _pairs(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for switch in switches(catalogue):
        for option in switch.options:
            yield switch.key, option


def _choosing(study: ResolvedStudy, key: str, option: str) -> ResolvedStudy:
    choices = {**study.choices, key: option}
    return replace(study, study=study.study.model_copy(update={"choices": choices}))


def _per_battery(catalogue: Catalogue, study: ResolvedStudy) -> float:
    return compute_study(catalogue, study).linked.per_battery


def _per_unit(catalogue: Catalogue, product: str, choices: Mapping[str, str]) -> float:
    return float(product_footprint(catalogue, product, choices=choices)["value"])


def _document(
    catalogue: Catalogue, switch: Switch, effects: Mapping[tuple[str, str], float]
) -> Json:
    def option(name: str) -> Json:
        document: Json = {"id": name, "name": text_json(option_name(catalogue, switch.key, name))}
        effect = effects.get((switch.key, name))
        return document if effect is None else document | {"effect": decimal_string(effect)}

    return {
        "key": switch.key,
        "name": text_json(switch.name),
        "default": option(switch.default),
        "options": [option(one) for one in switch.options],
        "basis": text_json(switch.basis),
        "why": text_json(switch.why),
    }
