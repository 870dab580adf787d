"""The studies at hand: the shipped examples, and those that the user keeps in the store."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import RLock

from cellprint.app.compute import Computation, compute_study
from cellprint.app.declaration.clock import moment
from cellprint.app.declaration.house import document_name, new_version, open_house
from cellprint.app.demo import example_studies
from cellprint.app.opening import OpenedStudy, open_content
from cellprint.app.variants import variant_file
from cellprint.catalogue.names import nearest
from cellprint.catalogue.release import Catalogue
from cellprint.errors import BadInputError
from cellprint.formats.study_yaml import load_study, write_study
from cellprint.model.classification import Json
from cellprint.model.inventory import Location
from cellprint.model.study import study_data
from cellprint.model.study_resolve import resolve_study
from cellprint.store.documents import Document, DocumentKind

MAX_STUDY_BYTES = 5_000_000
# What distinguishes a kept study from a shipped example of the same id.
_OWN = ".own"
# A variant by place and year is enough; what it costs to keep is bounded.
_CHANGES = 2
_VARIANTS = 100
_VERSION_TAKEN = "CP-STORE-008"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedStudy:
    """A study file under the name that addresses it.

    Attributes:
        ref: name in addresses: the id of the study.
        file: what findings call the file.
        own: kept by the user; else a shipped example.
        version: version of the document in the store; 1 for an example.
    """

    ref: str
    file: str
    content: bytes
    own: bool
    version: int = 1

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the file."""
        return sha256(self.content).hexdigest()


class Shelf:
    """The studies of one user.

    `folder` is the home of the store, the user's own when None; `places` gives those that the
    catalogue knows.
    """

    def __init__(self, folder: Path | None, places: Callable[[], Mapping[str, Location]]) -> None:
        self._folder = folder
        self._places = places
        self._variants: dict[tuple[str, str], bytes] = {}
        self._examples = {path.parent.name: path.read_bytes() for path in example_studies()}
        self._own: dict[str, ShelvedStudy] | None = None
        # Reading the store and keeping a study exclude each other, so that no version is made
        # twice and no list is older than what was kept before it was asked for.
        self._lock = RLock()

    def studies(self) -> tuple[ShelvedStudy, ...]:
        """Return the user's studies, then the examples.

        Raises:
            CP-STORE-013, CP-STORE-015: the store cannot be used.
        """
        with self._lock:
            if self._own is None:
                self._own = {study.ref: study for study in self._kept()}
            own = tuple(self._own.values())
        examples = (
            ShelvedStudy(ref=ref, file=f"{ref}/study.yaml", content=content, own=False)
            for ref, content in self._examples.items()
        )
        return (*own, *examples)

    def study(self, ref: str) -> ShelvedStudy:
        """Return the study of that name; `NAME@CN-QH` and `NAME@2024` are variants of it.

        Raises:
            CP-WEB-003: there is none.
            CP-UNC-010: a variant by something that is neither a place nor a year.
        """
        base, at, change = ref.rpartition("@")
        if at and ref.count(at) <= _CHANGES:
            return self._variant(self.study(base), change)
        found = {study.ref: study for study in self.studies()}
        if ref not in found:
            near = nearest(ref, found)
            raise BadInputError.of("CP-WEB-003", where="study", found=ref[:80], near=near)
        return found[ref]

    def read(self, content: bytes, catalogue: Catalogue, *, name: str) -> OpenedStudy:
        """Return the study of a YAML file or workbook, which may be based on a shipped example.

        Raises:
            CP-STUDY-…, CP-UNIT-…, CP-XLS-…, CP-YAML-…: everything that is wrong in it, gathered.
        """
        return open_content(content, catalogue, name=name, resolver=self._example)

    def computed(self, ref: str, catalogue: Catalogue, *, rules: str = "") -> Computation:
        """Return a study computed; see `compute_study`.

        Raises:
            CP-WEB-003: there is no such study.
        """
        study = self.study(ref)
        return self.computed_file(study.content, catalogue, name=study.file, rules=rules)

    def computed_file(
        self,
        content: bytes,
        catalogue: Catalogue,
        *,
        name: str,
        rules: str = "",
        overrides: Mapping[str, str] | None = None,
    ) -> Computation:
        """Return the study of a file computed, without keeping it; errors as `read`."""
        loaded = self.read(content, catalogue, name=name)
        resolved = resolve_study(loaded.study, overrides=overrides, where=loaded.where)
        return compute_study(catalogue, resolved, rules=rules)

    def keep(self, content: bytes, catalogue: Catalogue, *, name: str) -> ShelvedStudy:
        """Put a study into the store and return it; one of the same id becomes a new version.

        A study that cannot be computed is not kept.

        Raises:
            CP-…: everything that is wrong in it.
        """
        computed = self.computed_file(content, catalogue, name=name)
        study = computed.study.study
        with self._lock:
            document = self._put(document_name(DocumentKind.STUDY, study.id), study_data(study))
            kept = self._of_document(document)
            if self._own is not None:
                self._own = dict(sorted({**self._own, kept.ref: kept}.items()))
        return kept

    def _put(self, name: str, content: Mapping[str, Json]) -> Document:
        """Return the next version of a study, written."""
        with open_house(self._folder) as house:

            def put() -> Document:
                found = new_version(
                    house, name=name, kind=DocumentKind.STUDY, content=content, at=moment()
                )
                house.store.put(found)
                return found

            try:
                return put()
            except BadInputError as error:
                if error.code != _VERSION_TAKEN:
                    raise
                return put()  # another program has written one in between

    def refresh(self) -> None:
        """Read the kept studies from the store again the next time that they are asked for."""
        with self._lock:
            self._own = None

    def is_variant(self, ref: str) -> bool:
        """Tell whether a name is that of a variant made for comparison, which nobody keeps."""
        return "@" in ref and ref not in {study.ref for study in self.studies()}

    def _variant(self, base: ShelvedStudy, change: str) -> ShelvedStudy:
        key = (base.digest, change)
        content = self._variants.get(key, b"")
        if not content:
            if len(self._variants) >= _VARIANTS:
                self._variants.clear()
            study = load_study(base.content, name=base.file, resolver=self._example).study
            content = self._variants[key] = variant_file(study, change, self._places())
        ref = f"{base.ref}@{change}"
        return ShelvedStudy(ref=ref, file=f"{ref}.yaml", content=content, own=False)

    def _kept(self) -> list[ShelvedStudy]:
        with open_house(self._folder) as house:
            records = {record.id: record for record in house.store.records(kind=DocumentKind.STUDY)}
            documents = [house.store.get(name) for name in records]
        return [self._of_document(document) for document in documents]

    def _of_document(self, document: Document) -> ShelvedStudy:
        # JSON is YAML; written again, the file reads as people write it.
        study = load_study(document.canonical, name=document.record.id).study
        ref = self._ref(study.id)
        return ShelvedStudy(
            ref=ref,
            file=f"{ref}.yaml",
            content=write_study(study).encode("utf-8"),
            own=True,
            version=document.record.version,
        )

    def _ref(self, study_id: str) -> str:
        return study_id + _OWN if study_id in self._examples else study_id

    def _example(self, target: str) -> bytes:
        """Return a shipped example by its path relative to the folder of another one."""
        return self._examples[posixpath.basename(posixpath.dirname(target))]
