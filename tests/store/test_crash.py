"""Writers are killed at random moments, and several write at once: nothing is lost or halved."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import pytest

from cellprint.errors import CellprintError
from cellprint.store.database import Database, open_database
from cellprint.store.documents import Document, new_document, next_version
from cellprint.store.repository import Store
from tests.store.conftest import Target
from tests.store.helpers import NOW, ORIGIN, key, log_key, source

KILLS = 40
WRITERS = 3
VERSIONS = 15
# A forked writer starts at once; it opens a database of its own and shares nothing else.
PROCESSES = multiprocessing.get_context("fork")


def large(name: str) -> Document:
    """Return a document of several database pages, so that a write takes a while."""
    content = {"name": name, "lines": [f"{name}-{line}" for line in range(2000)]}
    return new_document(id=name, kind="study", content=content, created_at=NOW)


def write_for_ever(target: Target, run: int, told: Connection) -> None:
    """Write pairs of documents and tell the name of each pair after its commit."""
    store = Store(open_database(target), random_bytes=source(run))
    number = 0
    while True:
        name = f"doc-{run}-{number}"
        store.put(large(f"{name}-a"), large(f"{name}-b"))
        told.send(name)
        number += 1


def killed_run(target: Target, run: int, delay: float) -> list[str]:
    """Start a writer, kill it `delay` seconds after its first commit, return what it committed."""
    receiver, sender = PROCESSES.Pipe(duplex=False)
    writer = PROCESSES.Process(target=write_for_ever, args=(target, run, sender))
    writer.start()
    sender.close()
    committed = [str(receiver.recv())]
    time.sleep(delay)
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    try:
        while True:
            committed.append(str(receiver.recv()))
    except EOFError:
        return committed


def test_killed_writers_leave_every_committed_document_and_no_half_one(
    target: Target, open_at: Callable[[], Database]
) -> None:
    delays = random.Random(7)  # noqa: S311  (repeatable on purpose)
    open_at().close()
    committed: list[str] = []

    for run in range(KILLS):
        committed += killed_run(target, run, delays.uniform(0, 0.03))

    store = Store(open_at(), random_bytes=source(0))
    names = {record.id for record in store.records()}
    assert {f"{name}-{part}" for name in committed for part in "ab"} <= names
    pairs = {name.rpartition("-")[0] for name in names}
    assert names == {f"{pair}-{part}" for pair in pairs for part in "ab"}
    assert all(store.get(name) == large(name) for name in names)
    store.sign_checkpoint(origin=ORIGIN, key=key(1))
    assert store.verify([log_key(key(1))], origin=ORIGIN) == ()


def write_versions(target: Target, writer: int) -> None:
    """Write documents of one's own, and versions of one that all writers want to extend."""
    store = Store(open_database(target), random_bytes=source(writer))
    written = 0
    while written < VERSIONS:
        own = new_document(id=f"own-{writer}-{written}", kind="study", content={}, created_at=NOW)
        latest = store.latest("shared")
        content = {"writer": str(writer), "number": str(written)}
        if latest is None:
            shared = new_document(id="shared", kind="study", content=content, created_at=NOW)
        else:
            shared = next_version(latest, content=content, created_at=NOW)
        try:
            store.put(own, shared)
        except CellprintError as error:
            assert error.code in {"CP-STORE-008", "CP-STORE-009"}  # noqa: PT017
            continue
        written += 1


@pytest.mark.parametrize("fresh", [True, False])
def test_writers_at_once_lose_nothing(
    target: Target, open_at: Callable[[], Database], *, fresh: bool
) -> None:
    if not fresh:
        open_at().close()
    writers = [
        PROCESSES.Process(target=write_versions, args=(target, number)) for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    store = Store(open_at(), random_bytes=source(0))
    shared = store.records(name="shared")
    assert [record.version for record in shared] == list(range(1, WRITERS * VERSIONS + 1))
    assert len(store.records()) == 2 * WRITERS * VERSIONS
    store.sign_checkpoint(origin=ORIGIN, key=key(1))
    assert store.verify([log_key(key(1))], origin=ORIGIN) == ()
