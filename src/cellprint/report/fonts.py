"""Typesetter and fonts of printed documents: from packages, so that pages are the same everywhere.

Noto Sans has the subscript of CO₂e and no Han; Noto Sans CJK SC has Han and no subscript. The Han
face comes from its own two packages or, where these are not to be had, from the collection of all
CJK faces, of which only the simplified Chinese one is named.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from cellprint.errors import BadInputError, Finding

LATIN = "fontpkg_noto_sans"
HAN = ("noto_cjk_sans_sc_regular", "noto_cjk_sans_sc_bold")
HAN_COLLECTION = "noto_cjk_sans_otc"
SETTER = "typst"
FAMILIES = ("Noto Sans", "Noto Sans CJK SC")


def font_folders() -> tuple[Path, ...]:
    """Return the folders of the installed font packages.

    Raises:
        CP-DECL-018: a font package or the typesetter is not installed.
    """
    if find_spec(SETTER) is None:
        raise _missing(SETTER)
    latin = _folder(LATIN)
    if latin is None:
        raise _missing(LATIN)
    both = [_folder(name) for name in HAN]
    found = [folder for folder in both if folder is not None]
    if len(found) == len(HAN):
        return (latin, *found)
    collection = _folder(HAN_COLLECTION)
    if collection is None:
        raise _missing(HAN_COLLECTION)
    return (latin, collection)


def _folder(package: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def _missing(package: str) -> BadInputError:
    name = package.replace("_", "-")
    return BadInputError(Finding(code="CP-DECL-018", where="fonts", details={"package": name}))
