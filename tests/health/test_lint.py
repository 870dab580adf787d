"""Exceptions to the lint rules are few, and each says why."""

from __future__ import annotations

import re
import tomllib

from tests.health.sources import ROOT, listed, modules

# Heavy packages are imported inside the function that needs them: a rule of the house.
HOUSE_RULE = {"PLC0415"}
MOST_IGNORED = 12
SILENCER = re.compile(r"#\s*(?:noqa|type:\s*ignore|ruff:\s*noqa|mypy:)")
REASONED = re.compile(r"#\s*(?:noqa: ([A-Z0-9, ]+)|type: ignore\[[a-z, -]+\])\s+(?:\(|# )\S.{4,}")


def test_a_silenced_rule_in_the_package_has_a_reason_behind_it() -> None:
    bare = [
        f"{module.path}:{number}: {line.strip()}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), start=1)
        if (found := SILENCER.search(line))
        and not REASONED.search(line)
        and line[found.start() :].removeprefix("# noqa: ").strip() not in HOUSE_RULE
    ]

    assert not bare, listed(bare)


def test_the_list_of_ignored_lint_rules_is_short_and_explained() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignored = tomllib.loads(text)["tool"]["ruff"]["lint"]["ignore"]

    bare = [rule for rule in ignored if not re.search(rf'"{rule}",\s+# \S.{{5,}}', text)]

    assert len(ignored) <= MOST_IGNORED
    assert not bare, listed(bare)


def test_the_search_for_silenced_rules_has_teeth() -> None:
    assert not REASONED.search("x = 1  # noqa: T201")
    assert not REASONED.search("x = 1  # type: ignore[arg-type]")
    assert REASONED.search("x = 1  # noqa: T201  (the command line prints)")
    assert REASONED.search("x = 1  # type: ignore[arg-type]  # the stub names one class only")
