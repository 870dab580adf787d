"""Errors that users see carry a code: bare exceptions stand only where a reason is listed."""

from __future__ import annotations

import ast

from tests.health.sources import Module, listed, modules

BARE = {
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "Exception",
    "IndexError",
    "KeyError",
    "LookupError",
    "NotImplementedError",
    "OSError",
    "RuntimeError",
    "TypeError",
    "ValueError",
}
# A pydantic validator speaks through ValueError; the boundary turns it into findings.
VALIDATORS = {"field_validator", "model_validator", "BeforeValidator", "AfterValidator"}
# module::function → why a bare exception is right there.
REASONS: dict[str, str] = {
    "src/cellprint/__init__.py::__getattr__": "the protocol of modules asks for it",
    "src/cellprint/model/evaluation.py::step": "never reached: the parser makes no other node",
}


def decorated_as_validator(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a decorator makes the function a pydantic validator."""
    names = {
        node.id
        for decorator in function.decorator_list
        for node in ast.walk(decorator)
        if isinstance(node, ast.Name)
    }
    return bool(names & VALIDATORS)


def passed_to_a_validator(module: Module) -> set[str]:
    """Return the functions that the module hands to `AfterValidator(...)` and the like."""
    return {
        argument.id
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in VALIDATORS
        for argument in call.args
        if isinstance(argument, ast.Name)
    }


def bare_raises(module: Module) -> set[str]:
    """Return `module::function` of each bare exception that is raised outside a validator."""
    found: set[str] = set()
    validators = passed_to_a_validator(module)

    def visit(node: ast.AST, name: str, *, allowed: bool) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name
            allowed = allowed or name in validators or decorated_as_validator(node)
        if isinstance(node, ast.Raise) and node.exc is not None and not allowed:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(raised, ast.Name) and raised.id in BARE:
                found.add(f"{module.path}::{name}")
        for child in ast.iter_child_nodes(node):
            visit(child, name, allowed=allowed)

    visit(module.tree, "<module>", allowed=False)
    return found


def sample(body: str) -> Module:
    """Return a module with `body`, to show that the search finds what it should."""
    return Module(path="src/cellprint/sample.py", text=body, tree=ast.parse(body))


def test_the_search_finds_a_bare_exception_and_spares_a_validator() -> None:
    bare = sample("def read():\n    raise ValueError('x')\n")
    validator = sample(
        "class A:\n @field_validator('a')\n def check(cls, v):\n  raise ValueError('x')\n"
    )

    assert bare_raises(bare) == {"src/cellprint/sample.py::read"}
    assert bare_raises(validator) == set()


def test_bare_exceptions_stand_only_where_a_reason_is_listed() -> None:
    found = {place for module in modules() for place in bare_raises(module)}

    left = found - set(REASONS)

    assert not left, listed(left)


def test_every_listed_reason_is_still_needed() -> None:
    found = {place for module in modules() for place in bare_raises(module)}

    left = set(REASONS) - found

    assert not left, listed(left)
