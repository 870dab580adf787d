"""Imports are declared; requirements are imported, pinned, documented and free to pass on."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.health.sources import ROOT, listed, modules, repository_files, text_of
from tools.licences import licence_of, verdict

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUN_TIME = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {
    extra: [Requirement(line) for line in lines]
    for extra, lines in PROJECT["optional-dependencies"].items()
}
# Extras that the package itself may import, inside the function that needs them.
LAZY_EXTRAS = set(EXTRAS) - {"bench", "dev", "docs"}
OWN_PACKAGES = {"cellprint", "tests", "tools", "benchmarks", "examples"}
# Run-time requirements that no module imports by name, and why they are needed.
NOT_IMPORTED: dict[str, str] = {
    "python-multipart": "FastAPI reads uploaded files with it",
}
# Import names that belong to the interface of a declared package, which brings them along.
COMPANIONS = {"annotated_types": "pydantic", "pydantic_core": "pydantic"}


@cache
def providers() -> dict[str, set[str]]:
    """Return import name → distributions that provide it, in normal form."""
    return {
        name: {canonicalize_name(item) for item in items}
        for name, items in metadata.packages_distributions().items()
    }


def imported(tree: ast.AST) -> set[str]:
    """Return the third-party top-level names that a syntax tree imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - OWN_PACKAGES


def declared(requirements: list[Requirement]) -> set[str]:
    """Return the normal names of requirements."""
    return {canonicalize_name(requirement.name) for requirement in requirements}


def undeclared(names: set[str], allowed: set[str]) -> set[str]:
    """Return the import names that no allowed distribution provides."""
    return {
        name
        for name in names
        if COMPANIONS.get(name) not in allowed and not (providers().get(name, {name}) & allowed)
    }


def test_every_import_of_the_package_is_declared() -> None:
    allowed = declared(RUN_TIME) | {
        name for extra in LAZY_EXTRAS for name in declared(EXTRAS[extra])
    }

    found = {
        f"{module.path}: {name}"
        for module in modules()
        for name in undeclared(imported(module.tree), allowed)
    }

    assert not found, listed(found)


def test_an_extra_is_imported_only_inside_functions() -> None:
    lazy = {name for extra in LAZY_EXTRAS for name in declared(EXTRAS[extra])}

    found = {
        f"{module.path}: {name}"
        for module in modules()
        for statement in module.tree.body
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for name in imported(statement)
        if providers().get(name, set()) & lazy - declared(RUN_TIME)
    }

    assert not found, listed(found)


def test_every_import_of_tests_and_tools_is_declared() -> None:
    allowed = declared(RUN_TIME).union(*(declared(items) for items in EXTRAS.values()))

    found = {
        f"{path}: {name}"
        for path in repository_files()
        if path.suffix == ".py" and path.parts[0] in {"tests", "tools", "docs", "benchmarks"}
        for name in undeclared(imported(ast.parse(text_of(path) or "")), allowed)
        if not (ROOT / path).with_name(f"{name}.py").exists()
    }

    assert not found, listed(found)


def test_every_run_time_requirement_is_imported() -> None:
    used: set[str] = set()
    for module in modules():
        for name in imported(module.tree):
            used |= providers().get(name, set())

    idle = declared(RUN_TIME) - used - set(NOT_IMPORTED)

    assert not idle, listed(idle)


def test_every_requirement_has_a_lower_bound_and_run_time_ones_an_upper_bound() -> None:
    every = [*RUN_TIME, *(item for items in EXTRAS.values() for item in items)]
    loose = [str(item) for item in every if not re.search(r"[>=]=\s*\d", str(item.specifier))]
    loose += [str(item) for item in RUN_TIME if "<" not in str(item.specifier)]

    assert not loose, listed(loose)


def test_every_requirement_is_pinned_within_its_bounds() -> None:
    pins = dict(
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    )
    versions = {canonicalize_name(name): version for name, version in pins.items()}

    every = [*RUN_TIME, *(item for items in EXTRAS.values() for item in items)]
    wrong = [
        f"{item}: pinned {versions.get(canonicalize_name(item.name))}"
        for item in every
        if versions.get(canonicalize_name(item.name)) is None
        or not item.specifier.contains(versions[canonicalize_name(item.name)], prereleases=True)
    ]

    assert not wrong, listed(wrong)


def test_every_requirement_of_a_user_is_documented_with_its_licence() -> None:
    page = Path(ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8")
    rows = {
        cells[0].strip("` "): cells[1:]
        for line in page.splitlines()
        if line.startswith("| `")
        for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
    }
    wanted = [*RUN_TIME, *(item for extra in LAZY_EXTRAS for item in EXTRAS[extra])]

    missing = [item.name for item in wanted if item.name not in rows]
    left_over = set(rows) - {item.name for item in wanted}
    empty = [name for name, cells in rows.items() if not all(cells)]

    assert not missing, listed(missing)
    assert not left_over, listed(left_over)
    assert not empty, listed(empty)


def test_the_default_installation_is_free_to_pass_on() -> None:
    refused = {
        item.name: licence_of(metadata.distribution(item.name))
        for item in RUN_TIME
        if verdict(licence_of(metadata.distribution(item.name))) != "ok"
    }

    assert not refused, listed(refused)
