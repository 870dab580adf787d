"""The catalogue in notebooks: search, entries, footprints of products."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cellprint.app.catalogue_views import entry, product_list
from cellprint.app.data import working_catalogue
from cellprint.app.documents import Json
from cellprint.app.notebook_shown import Shown
from cellprint.app.product import product_footprint
from cellprint.catalogue.release import Catalogue as Data
from cellprint.charts.ranked import product_parts_view, ranked
from cellprint.i18n import Lang
from cellprint.report.fragment import Fragment
from cellprint.report.fragments import entries_fragment, entry_fragment, product_fragment

if TYPE_CHECKING:
    import altair as alt


def open_catalogue(*folders: str | Path, lang: Lang = "en") -> Catalogue:
    """Return the shipped data, with folders of own data over them.

    Args:
        folders: folders of own data, lowest first; those of `CELLPRINT_CATALOGUES` when absent.
        lang: language of what is shown, `en` or `zh`.

    Raises:
        CP-REL-003, CP-REL-004: a folder is no layer; two have the same id.
    """
    data = working_catalogue([Path(folder) for folder in folders])
    return Catalogue(data=data, lang=lang)


@dataclass(frozen=True, kw_only=True, repr=False)
class Catalogue(Shown):
    """Products and processes with their sources: `catalogue["lithium_carbonate"]`."""

    data: Data
    lang: Lang = "en"
    words: str = ""

    def search(self, words: str) -> Catalogue:
        """Return the products that the words name: id, formula, alias, or name."""
        return replace(self, words=words)

    def rows(self) -> list[Json]:
        """Return the products as rows."""
        return product_list(self.data, search=self.words)

    def product(
        self, name: str, *, at: str = "", year: int | None = None, **routes: str
    ) -> Product:
        """Return the cradle-to-gate footprint of one unit of a product.

        Args:
            name: id, alias, formula, or name in either language.
            at: place where it is made, e.g. `CN-QH`; its default provider's own place when empty.
            year: year of the electricity factors; the newest when None.
            routes: product → route: `lithium_carbonate="brine_atacama"`.

        Raises:
            CP-DATA-…, CP-LINK-…: no such product, place or route.
        """
        document = product_footprint(self.data, name, at=at, year=year, choices=routes)
        return Product(document=document, lang=self.lang)

    def __getitem__(self, name: str) -> Entry:
        """Return a product or a process in full."""
        return Entry(document=entry(self.data, name), lang=self.lang)

    def fragment(self) -> Fragment:
        """Return what a notebook shows."""
        return entries_fragment(self.rows(), lang=self.lang)

    def __repr__(self) -> str:
        """Return how many products are listed."""
        return f"{len(self.rows())} products"


@dataclass(frozen=True, kw_only=True, repr=False)
class Product(Shown):
    """The cradle-to-gate footprint of one unit of a product."""

    document: Json
    lang: Lang = "en"

    @property
    def value(self) -> float:
        """Return the footprint; see `unit`."""
        return float(self.document["value"])

    @property
    def unit(self) -> str:
        """Return the unit of `value`."""
        return str(self.document["unit"])

    def chart(self) -> alt.LayerChart:
        """Return the largest direct parts."""
        return ranked(product_parts_view(self.document, lang=self.lang), lang=self.lang)

    def fragment(self) -> Fragment:
        """Return what a notebook shows."""
        return product_fragment(self.document, lang=self.lang)

    def __repr__(self) -> str:
        """Return the product, its place and the number."""
        names = (self.document[key]["name"][self.lang] for key in ("product", "location"))
        return f"{' · '.join(names)}: {self.value:.3g} {self.unit}"


@dataclass(frozen=True, kw_only=True, repr=False)
class Entry(Shown):
    """A product or a process of the catalogue with everything that is known of it."""

    document: Json
    lang: Lang = "en"

    def fragment(self) -> Fragment:
        """Return what a notebook shows."""
        return entry_fragment(self.document, lang=self.lang)

    def __repr__(self) -> str:
        """Return its id and name."""
        return f"{self.document['id']}: {self.document['name'][self.lang]}"
