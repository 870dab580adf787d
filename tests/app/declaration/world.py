"""Organisations that declare, verify and review, each with a home of its own, by command line."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cellprint.cli.main import run
from cellprint.model.canonical import canonical_json
from cellprint.store.bundle import read_bundle, write_bundle

EXAMPLE = Path(__file__).parents[3] / "examples" / "lfp-ctp-yibin" / "study.yaml"
PASSPHRASE = "correct horse battery"  # noqa: S105  (of keys that live as long as a test)
MADE = "2026-01-05"
SIGNED = "2026-03-01T12:00:00Z"
LATER = "2026-03-02T12:00:00Z"
FILES = ("declaration.json", "declaration.pdf", "declaration.sd-jwt", "evidence.zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return what was printed as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One organisation: its home folder."""

    home: Path

    def __call__(self, *words: object, passphrase: str | None = PASSPHRASE) -> Answer:
        """Run the command line as this organisation."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CELLPRINT_HOME", str(self.home))
            patch.setenv("COLUMNS", "200")
            if passphrase is None:
                patch.delenv("CELLPRINT_PASSPHRASE", raising=False)
            else:
                patch.setenv("CELLPRINT_PASSPHRASE", passphrase)
            with redirect_stdout(out), redirect_stderr(err):
                code = run([str(word) for word in words])
        return Answer(code=code, out=out.getvalue(), err=err.getvalue())

    def done(self, *words: object) -> Answer:
        """Run the command line; it has to end well."""
        answer = self(*words)
        assert answer.code == 0, answer.err + answer.out
        return answer

    def refused(self, code: str, *words: object, exit_code: int = 2) -> Answer:
        """Run the command line; it has to end with this code, in both languages."""
        answer = self(*words)
        assert answer.code == exit_code, answer.err + answer.out
        assert code in answer.err + answer.out
        if answer.err:
            assert "Traceback" not in answer.err
        return answer

    @property
    def first(self) -> str:
        """Return the id of the first key, which others are told."""
        found: str = self.done("keys", "list", "--json").json()[0]["first"]
        return found

    def copied(self, home: Path) -> Desk:
        """Return a second desk with a copy of everything that this one holds."""
        shutil.copytree(self.home, home)
        return Desk(home=home)


def organisation(home: Path, owner: str) -> Desk:
    """Return a desk with one key."""
    desk = Desk(home=home)
    desk.done("keys", "generate", "--owner", owner, "--name", "first", "--at", MADE)
    return desk


def declared(desk: Desk, study: Path, out: Path, *words: object, at: str = SIGNED) -> Path:
    """Return the folder with a new declaration of a study."""
    desk.done("declare", study, "--out", out, "--at", at, *words)
    return out


def results(answer: Answer) -> dict[str, str]:
    """Return check → outcome of a verification that was printed as JSON."""
    return {check["id"]: check["state"] for check in answer.json()["checks"]}


def codes(answer: Answer) -> set[str]:
    """Return the codes of all findings of a verification that was printed as JSON."""
    return {finding["code"] for check in answer.json()["checks"] for finding in check["findings"]}


def verified(desk: Desk, *paths: Path, at: str = LATER, trust: str = "") -> Answer:
    """Verify files and return the report as JSON; a failed one ends with exit code 1."""
    words = ("--trust", trust) if trust else ()
    answer = desk("verify", *paths, "--at", at, "--json", *words)
    assert answer.code == (1 if "failed" in results(answer).values() else 0)
    return answer


def rewritten(path: Path, target: Path, change: Mapping[str, bytes | None]) -> Path:
    """Write an evidence bundle with some files changed or left out, its manifest being right."""
    bundle = read_bundle(path.read_bytes())
    files = {name: change.get(name, data) for name, data in bundle.files.items()}
    files |= {name: data for name, data in change.items() if name not in files}
    kept = {name: data for name, data in files.items() if data is not None}
    target.write_bytes(write_bundle(kept, about=dict(bundle.about)))
    return target


def json_with(path: Path, target: Path, *steps: str | int, value: object) -> Path:
    """Write a JSON file with one member changed, in canonical form."""
    content = json.loads(path.read_bytes())
    place = content
    for step in steps[:-1]:
        place = place[step]
    if value is None:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    target.write_bytes(canonical_json(content))
    return target
