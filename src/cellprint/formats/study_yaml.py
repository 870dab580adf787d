"""Study files: YAML in, a checked study out, and back.

A file may be based on others (`based_on: ../base/study.yaml`); they are read through a resolver, so
that a web application can offer its own documents instead of a file system.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

import yaml

from cellprint.errors import BadInputError, Finding
from cellprint.model.located_yaml import Plain, parse_yaml
from cellprint.model.parameters import Path as StudyPath
from cellprint.model.study import STUDY_VERSION, Study, study_data
from cellprint.model.study_check import checked_study
from cellprint.model.study_merge import StudyDocument, located_document, merged

MAX_BYTES = 5_000_000
MAX_BASES = 8
_WORDS = re.compile(r"[^\W\d][\w ./()-]*")

Resolver = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedStudy:
    """A study with the places its values were written at."""

    study: Study
    document: StudyDocument

    def where(self, path: StudyPath = ()) -> str:
        """Return `file:line` of the value at a path of the study."""
        return self.document.where(path)


def read_study(
    source: str | Path | bytes, *, name: str = "", resolver: Resolver | None = None
) -> Study:
    """Return the study of a file, merged with the studies it is based on; see `load_study`."""
    return load_study(source, name=name, resolver=resolver).study


def load_study(
    source: str | Path | bytes, *, name: str = "", resolver: Resolver | None = None
) -> LoadedStudy:
    """Return the study of a file together with the line of each value.

    Args:
        source: path of a file, or the file's bytes.
        name: what errors call the file; the path itself when left out.
        resolver: reads the file at a relative path (to the folder of `source`); without it the
            file system is read for a path, and `based_on` is refused for bytes.

    Raises:
        CP-STUDY-001: the file cannot be read.
        CP-STUDY-007: the file holds a list.
        CP-STUDY-022: `based_on` is not a relative path of a YAML file.
        CP-STUDY-023: studies based on each other in a circle, or on too many others.
        CP-YAML-…: size, encoding and syntax of the file.
        CP-STUDY-…, CP-UNIT-…: everything that is wrong in it, gathered.
    """
    if isinstance(source, bytes):
        content, label = source, name or "study.yaml"
        read = resolver
    else:
        path = Path(source)
        content, label = _file_bytes(path, name or str(source)), name or str(source)
        read = resolver or _folder_resolver(path.parent)
    own_name = posixpath.basename(label.replace("\\", "/"))
    document = _based(_document(content, label), label=label, read=read, here="", seen=(own_name,))
    return LoadedStudy(study=checked_study(document), document=document)


def write_study(study: Study) -> str:
    """Return the study as canonical YAML: keys in file order, nothing that is a default.

    Reading the text back gives an equal study.
    """
    text: str = yaml.dump(
        study_data(study), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Writes no aliases, and every text that could be read as something else in quotes."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _quoted_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # PyYAML quotes what YAML 1.1 reads as something else; the reader follows YAML 1.2, where more
    # texts are numbers (`1e3`), so everything that does not begin like a word is quoted as well.
    plain = _WORDS.fullmatch(text) is not None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _quoted_text)


def _document(content: bytes, label: str) -> StudyDocument:
    document = located_document(parse_yaml(content, name=label, max_bytes=MAX_BYTES))
    if document is None:
        raise BadInputError.of("CP-STUDY-007", where=f"{label}:1", version=STUDY_VERSION)
    return document


def _based(
    document: StudyDocument, *, label: str, read: Resolver | None, here: str, seen: tuple[str, ...]
) -> StudyDocument:
    """Return the document on top of the one it is based on, if any.

    `here` is the folder of the document, relative to that of the first one; `seen` holds the
    documents read so far.
    """
    base_path = document.data.get("based_on")
    if base_path is None:
        return document
    place = document.where(("based_on",))
    target = posixpath.normpath(posixpath.join(here, _relative(base_path, place)))
    if target in seen or len(seen) > MAX_BASES:
        raise BadInputError.of("CP-STUDY-023", where=place, found=target, limit=MAX_BASES)
    if read is None:
        raise BadInputError.of("CP-STUDY-001", where=place, found=target)
    base_label = posixpath.normpath(
        posixpath.join(posixpath.dirname(label.replace("\\", "/")), str(base_path))
    )
    base = _based(
        _document(_resolved(read, target, place), base_label),
        label=base_label,
        read=read,
        here=posixpath.dirname(target),
        seen=(*seen, target),
    )
    own = {key: value for key, value in document.data.items() if key != "based_on"}
    return merged(base, StudyDocument(data=own, places=document.places))


def _relative(path: Plain, place: str) -> str:
    """Return a relative path of a YAML file; refuse everything else."""
    text = str(path)
    absolute = PurePosixPath(text).is_absolute() or bool(PureWindowsPath(text).anchor)
    plain = isinstance(path, str) and "\\" not in text and "\0" not in text and ":" not in text
    if absolute or not plain or not text.endswith((".yaml", ".yml")):
        raise BadInputError.of("CP-STUDY-022", where=place, found=text)
    return text


def _resolved(read: Resolver, target: str, place: str) -> bytes:
    try:
        return read(target)
    except (OSError, KeyError):
        raise BadInputError.of("CP-STUDY-001", where=place, found=target) from None


def _folder_resolver(folder: Path) -> Resolver:
    return lambda target: _file_bytes(folder / target, target)


def _file_bytes(path: Path, label: str) -> bytes:
    """Return at most one byte more than a study may have: enough to see that it is too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            finding = Finding(
                code="CP-YAML-001", where=label, details={"size": size, "limit": MAX_BYTES}
            )
            raise BadInputError(finding)
        return path.read_bytes()
    except OSError:
        raise BadInputError.of("CP-STUDY-001", where=label, found=str(path)) from None
