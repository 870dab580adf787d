"""Which primary product a recovered product replaces, or why it is not credited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import StrictStr

from cellprint.model.inventory import Text
from cellprint.rules.cff_defaults import MaterialClass
from cellprint.rules.messages import Message, message
from cellprint.rules.yaml_files import Strict, TextShape, read_yaml

_FILE = "recovered_products.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The primary product that a recovered one replaces, by content of `element`."""

    product: str
    element: str
    material: MaterialClass


class _CreditedShape(Strict):
    replaces: StrictStr
    element: StrictStr
    material: MaterialClass


class _FileShape(Strict):
    credited: dict[str, _CreditedShape]
    not_credited: dict[str, TextShape]


def replaced_by(recovered: str) -> Replaced | Text | None:
    """Return what a recovered product replaces; a text says why it is not credited.

    None for a by-product that is no recovered material of a battery (gypsum, sodium sulfate).
    """
    return _table().get(recovered)


def no_content(element: str) -> Message:
    """Return why a recovered product is not credited: the battery is not known to hold it."""
    return message("the bill of materials states no content of {element}", element=element)


@cache
def _table() -> Mapping[str, Replaced | Text]:
    shape = read_yaml(resources.files(__package__) / _FILE, _FileShape)
    credited = {
        name: Replaced(product=one.replaces, element=one.element, material=one.material)
        for name, one in shape.credited.items()
    }
    return {**credited, **{name: one.text() for name, one in shape.not_credited.items()}}
