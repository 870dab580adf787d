"""Batches of suppliers: each is used in one study, so that its footprint is not counted twice.

Every batch has a document of its own in the store. Two declarations at the same moment would write
the same version of it, and the store lets only one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from cellprint.app.declaration.house import House, contents, document_name, new_version
from cellprint.errors import Finding
from cellprint.model.canonical import digest
from cellprint.model.classification import JsonObject
from cellprint.store.documents import Document

KIND = "batch_use"
PREFIX = "batch"


def batch_findings(
    house: House, *, study: str, log: str, batch: str, seen: set[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield that another study holds a batch, or that this one names it twice.

    Args:
        house: own store.
        study: id of the study that wants to use the batch.
        log: journal of the supplier, which tells suppliers apart.
        batch: what the supplier calls it.
        seen: batches named before in this study; this one is added.
    """
    holder = study if (log, batch) in seen else _holder(house, log, batch)
    if (log, batch) in seen or holder not in ("", study):
        details = {"batch": batch, "study": holder}
        yield Finding(code="CP-DECL-048", where="batches", details=details)
    seen.add((log, batch))


def batch_documents(
    house: House, *, study: str, used: Sequence[tuple[str, str]], at: datetime
) -> tuple[Document, ...]:
    """Return the documents that give batches to a study, and give back those it used before.

    Args:
        house: own store.
        study: id of the study.
        used: (journal of the supplier, batch), as checked with `batch_findings`.
        at: time of the entry.
    """
    wanted = {_name(log, batch): _content(log, batch, study) for log, batch in used}
    for held in contents(house, kind=KIND, prefix=f"{PREFIX}/"):
        log, batch = str(held["log"]), str(held["batch"])
        name = _name(log, batch)
        if name not in wanted and _holder(house, log, batch) == study:
            wanted[name] = _content(log, batch, "")
    return tuple(
        new_version(house, name=name, kind=KIND, content=content, at=at)
        for name, content in sorted(wanted.items())
    )


def _content(log: str, batch: str, study: str) -> JsonObject:
    return {"log": log, "batch": batch, "study": study}


def _name(log: str, batch: str) -> str:
    return document_name(PREFIX, digest([log, batch]))


def _holder(house: House, log: str, batch: str) -> str:
    """Return the study that holds a batch, empty for none."""
    name = _name(log, batch)
    if house.store.latest(name) is None:
        return ""
    content = house.store.get(name).content
    return str(content["study"]) if isinstance(content, dict) else ""
