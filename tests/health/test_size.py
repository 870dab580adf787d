"""Modules and functions stay small enough to be read at once."""

from __future__ import annotations

import ast

from tests.health.sources import listed, modules, repository_files, text_of

MODULE_LINES = 500
FUNCTION_LINES = 80


def test_no_module_is_longer_than_its_limit() -> None:
    too_long = {
        path.as_posix(): lines
        for path in repository_files()
        if path.suffix == ".py"
        and (lines := len((text_of(path) or "").splitlines())) > MODULE_LINES
    }

    assert not too_long, listed(too_long)


def test_no_function_is_longer_than_its_limit() -> None:
    too_long = {}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    too_long[f"{module.path}::{node.name}"] = lines

    assert not too_long, listed(too_long)


def test_no_module_reads_the_clock_or_chance_below_the_use_cases() -> None:
    faces = {"app", "cli", "web"}
    calls = {"now", "today", "utcnow", "urandom", "uuid1", "uuid4"}
    found = {
        f"{module.path}:{node.lineno}"
        for module in modules()
        if module.part not in faces
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in calls
    }

    assert not found, listed(found)
