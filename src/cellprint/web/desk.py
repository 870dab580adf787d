"""What the pages and the API work on: catalogue, studies, and what was computed from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cellprint.app.compute import Computation
from cellprint.app.counting import count
from cellprint.app.data import working_catalogue
from cellprint.app.declaration.clock import moment
from cellprint.app.declaration.declare import Declared, Terms, declare_computed
from cellprint.app.declaration.draft import Draft, draft
from cellprint.app.declaration.files import given_content
from cellprint.app.declaration.house import House, open_house
from cellprint.app.declaration.issued import keep_evidence, pages_of
from cellprint.app.declaration.signed import SignedDeclaration
from cellprint.app.declaration.trust import user_trust
from cellprint.app.declaration.verify import Verification, verify_given
from cellprint.app.direct import direct_document
from cellprint.app.documents import Json
from cellprint.app.home import home
from cellprint.app.shelf import Shelf, ShelvedStudy
from cellprint.app.workbooks import marked_content
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError, Finding
from cellprint.i18n import Lang
from cellprint.rules.book import rule_book, rule_book_ids
from cellprint.web.kept import Kept

if TYPE_CHECKING:
    from cellprint.app.uncertainty import Drawn
    from cellprint.app.whatif import WhatIf

DEFAULT_DRAWS = 1000
SEED = 1
_MOST = 24
# A document is small beside what it was computed from, and the list of studies shows all of them.
_DOCUMENTS = 200
_MARKED = 8


class Desk:
    """One server's catalogue and studies; every answer is computed once and kept for a while.

    Answers depend on the study file, the catalogue and the request alone, so what is kept never
    goes stale: a changed study has another digest.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.shelf = Shelf(folder, places=lambda: self.catalogue.locations)
        self._catalogue: Kept[Catalogue] = Kept(1)
        self._computed: Kept[Computation] = Kept(_MOST)
        self._documents: Kept[Json] = Kept(_DOCUMENTS)
        self._drawn: Kept[tuple[Drawn, Json, Json]] = Kept(_MOST)
        self._marked: Kept[bytes | None] = Kept(_MARKED)
        self._levers: Kept[WhatIf] = Kept(_MOST)
        self._pages: Kept[bytes] = Kept(_MARKED)
        self._direct: Kept[Json] = Kept(_MOST)

    @property
    def catalogue(self) -> Catalogue:
        """Return the shipped data with the user's own over them."""
        return self._catalogue.get("catalogue", working_catalogue)

    def computed(self, ref: str, rules: str = "") -> Computation:
        """Return a study computed under its own rule book or another one; errors as `Shelf`."""
        study = self.shelf.study(ref)
        return self._computed.get(
            (study.digest, rules),
            lambda: self.shelf.computed(ref, self.catalogue, rules=rules),
        )

    def document(self, ref: str, rules: str = "") -> Json:
        """Return the footprint document, as `cellprint compute --json` prints it."""
        key = (self.shelf.study(ref).digest, rules)
        return self._documents.get(key, lambda: self.computed(ref, rules).document)

    def direct(self, ref: str, rules: str = "") -> Json:
        """Return where the emissions of a study arise; see `direct_document`."""
        computed = self.computed(ref, rules)
        key = (self.shelf.study(ref).digest, rules)
        return self._direct.get(key, lambda: direct_document(computed))

    def drawn(
        self, ref: str, rules: str = "", *, samples: int = DEFAULT_DRAWS, seed: int = SEED
    ) -> tuple[Drawn, Json, Json]:
        """Return a Monte Carlo run with its uncertainty and its sensitivity document."""
        computed = self.computed(ref, rules)
        key = (self.shelf.study(ref).digest, rules, samples, seed)

        def make() -> tuple[Drawn, Json, Json]:
            from cellprint.app import uncertainty as use_case  # noqa: PLC0415  (SciPy's statistics)

            run = use_case.draw_study(computed, samples=samples, seed=seed)
            return (
                run,
                use_case.uncertainty_document(computed, run),
                use_case.sensitivity_document(computed, run),
            )

        return self._drawn.get(key, make)

    def levers(self, ref: str, rules: str = "") -> WhatIf:
        """Return the levers of a study, solved in advance."""
        computed = self.computed(ref, rules)

        def make() -> WhatIf:
            from cellprint.app.whatif import what_if  # noqa: PLC0415  (needed by one screen)

            return what_if(computed)

        return self._levers.get((self.shelf.study(ref).digest, rules), make)

    def house(self) -> AbstractContextManager[House]:
        """Return the store and keys, to be used in a `with`; errors as `open_house`."""
        return open_house(self.folder)

    def draft(self, ref: str, rules: str = "") -> Draft:
        """Return what a study would declare now; errors as `draft`.

        A variant made for comparison shows what it would state, and cannot be signed.
        """
        with self.house() as house:
            drafted = draft(house, self.computed(ref, rules), at=moment(), folder=self._beside)
        if not self.shelf.is_variant(ref):
            return drafted
        finding = Finding(code="CP-DECL-068", where="study", details={"found": ref[:80]})
        return replace(drafted, obstacles=(finding, *drafted.obstacles))

    def declare(
        self, ref: str, rules: str = "", *, key: str, passphrase: str, valid_until: str = ""
    ) -> Declared:
        """Sign the declaration of a study, keep it with its evidence; see `declare_computed`.

        Raises:
            CP-DECL-068: it is a variant made for comparison.
        """
        if self.shelf.is_variant(ref):
            raise BadInputError.of("CP-DECL-068", where="study", found=ref[:80])
        terms = Terms(
            passphrase=passphrase,
            at=moment(),
            key=key,
            valid_to=moment(valid_until, where="valid_until") if valid_until else None,
        )
        computed = self.computed(ref, rules)
        with self.house() as house:
            result = declare_computed(house, computed, terms, folder=self._beside)
        keep_evidence(result, self.folder)
        self.shelf.refresh()  # the declared study stands in the store now
        return result

    def pages(self, house: House, signed: SignedDeclaration) -> bytes:
        """Return the PDF of a declaration; errors as `pages_of`."""
        return self._pages.get(signed.digest, lambda: pages_of(house, signed))

    def verify(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        trust: Collection[str] = (),
        recipient: str = "",
        nonce: str = "",
    ) -> Verification:
        """Return what holds of files (name, content) of a declaration; errors as `verify_given`."""
        known = user_trust(trust, folder=self.folder)
        given = [given_content(content, name=name) for name, content in files]
        return verify_given(given, trust=known, at=moment(), recipient=recipient, nonce=nonce)

    @property
    def _beside(self) -> Path:
        """Return where files would stand that a study names: beside the store."""
        return self.folder if self.folder is not None else home()

    def keep(self, content: bytes, *, name: str) -> ShelvedStudy:
        """Put a study file into the store; errors as `Shelf.keep`."""
        if not content:
            raise BadInputError.of("CP-WEB-009", where="file")
        return self.shelf.keep(content, self.catalogue, name=name)

    def mark(self, content: bytes, findings: Sequence[Finding], lang: Lang) -> str:
        """Return the name under which a bad workbook waits with its cells marked; else nothing."""
        name = sha256(content + lang.encode()).hexdigest()[:32]
        marked = self._marked.get(name, lambda: marked_content(content, findings, lang=lang))
        return name if marked is not None else ""

    def marked(self, name: str) -> bytes:
        """Return a marked workbook.

        Raises:
            CP-WEB-007: it is not kept any more.
        """
        found = self._marked.get(name, lambda: None)
        if found is None:
            raise BadInputError.of("CP-WEB-007", where="marked", found=name[:80])
        return found

    def comparable_books(self, ref: str) -> tuple[str, ...]:
        """Return the rule books that count a study in the unit of its own one, its own first."""
        own = self.computed(ref)
        wanted = own.counted.provided.unit.dimension
        others = (
            name
            for name in self.usable_books(ref)
            if count(rule_book(name), own.study).provided.unit.dimension == wanted
        )
        return (own.book.id, *(name for name in others if name != own.book.id))

    def usable_books(self, ref: str) -> tuple[str, ...]:
        """Return the rule books that can count a study."""
        own = self.computed(ref)
        return tuple(name for name in rule_book_ids() if _can_count(name, own))


def _can_count(name: str, computed: Computation) -> bool:
    try:
        count(rule_book(name), computed.study)
    except BadInputError:
        return False
    return True
