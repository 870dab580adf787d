"""The repository holds its own work only: no lock file, no download address, no machine path."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.health.sources import ROOT, listed, repository_files, texts

LARGEST = 600_000  # bytes
LOCK_FILES = {
    "Cargo.lock",
    "Pipfile.lock",
    "bun.lockb",
    "composer.lock",
    "conda-lock.yml",
    "npm-shrinkwrap.json",
    "package-lock.json",
    "pdm.lock",
    "pixi.lock",
    "pnpm-lock.yaml",
    "poetry.lock",
    "uv.lock",
    "yarn.lock",
}
# Third-party material that comes from packages or from the reader's own machine, never from here.
FOREIGN = {".otf", ".ttc", ".ttf", ".woff", ".woff2", ".xsd", ".whl", ".jar", ".exe", ".so", ".dll"}
# Names of download servers, in pieces so that this file does not hold them.
HOSTS = [
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmmirror", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("anaconda", "org"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("maven", "apache", "org"),
        ("mirrors", "aliyun", "com"),
        ("tsinghua", "edu", "cn/simple"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare", "com"),
        ("fonts", "googleapis", "com"),
        ("gstatic", "com"),
        ("ghcr", "io"),
        ("docker", "io"),
    )
]
DOWNLOAD = re.compile(r"https?://\S+\.(?:whl|tar\.gz|tgz|deb|jar|zip|otf|ttf)\b", re.IGNORECASE)
MACHINE_PATH = re.compile(
    r"(?<![\w.:/~$}])/(?:home|Users|root|work|farm)/[A-Za-z0-9_.-]+|(?<![\w.])[A-Z]:\\\\?Users\\",
)
MARKERS = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b")


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Return `path:line: text` of every line of the repository that matches."""
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_the_files_of_the_repository_were_found() -> None:
    names = set(repository_files())

    assert {Path("pyproject.toml"), Path("src/cellprint/__init__.py")} <= names
    assert not {name for name in names if ".venv" in name.parts}


def test_no_lock_file() -> None:
    found = [
        name
        for name in repository_files()
        if name.name in LOCK_FILES or re.fullmatch(r"pylock.*\.toml", name.name)
    ]

    assert not found, listed(found)


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    odd = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)]

    assert lines
    assert not odd, listed(odd)


@pytest.mark.parametrize("host", HOSTS)
def test_no_address_of_a_download_server(host: str) -> None:
    found = lines_with(re.compile(re.escape(host), re.IGNORECASE))

    assert not found, listed(found)


def test_no_address_of_a_file_to_download() -> None:
    found = lines_with(DOWNLOAD)

    assert not found, listed(found)


def test_no_path_of_somebody_s_machine() -> None:
    found = lines_with(MACHINE_PATH)

    assert not found, listed(found)


def test_the_search_for_machine_paths_has_teeth() -> None:
    hits = ["see " + "/" + "home/ann/x", "'" + "/" + "work/main/src'", "C:" + "\\Users\\ann"]
    misses = ["docs/home/page", "example.org" + "/" + "home/ann", "$HOME" + "/" + "home/x"]

    assert all(MACHINE_PATH.search(text) for text in hits)
    assert not any(MACHINE_PATH.search(text) for text in misses)


def test_no_large_file() -> None:
    found = {
        str(name): size
        for name in repository_files()
        if (size := (ROOT / name).stat().st_size) > LARGEST
    }

    assert not found, listed(found)


def test_no_third_party_code_fonts_or_schemas() -> None:
    found = [
        name
        for name in repository_files()
        if name.suffix.lower() in FOREIGN or name.name.endswith((".min.js", ".min.css"))
    ]

    assert not found, listed(found)


def test_no_unfinished_work_is_marked() -> None:
    found = lines_with(MARKERS)

    assert not found, listed(found)


def test_text_files_end_with_one_newline_and_have_unix_line_ends() -> None:
    found = [
        path
        for path, text in texts()
        if text and path.parts[0] != "tests" and (not text.endswith("\n") or "\r" in text)
    ]

    assert not found, listed(found)


def test_licences_stand_in_the_root() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert (ROOT / "LICENSE-DATA").is_file()
