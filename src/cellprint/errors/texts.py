"""The catalogue of error codes and their texts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeText:
    """Texts of one code: `what` was found and how to `fix` it, per language."""

    code: str
    what: dict[str, str]
    fix: dict[str, str]
    retired: bool = False


@cache
def code_texts() -> dict[str, CodeText]:
    """Return every code of `codes/*.yaml` with its texts."""
    import yaml  # noqa: PLC0415  (read only when there is an error to tell)

    # The compiled loader reads the same safe subset ten times as fast; not every build has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    texts: dict[str, CodeText] = {}
    folder = resources.files("cellprint.errors") / "codes"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        content = yaml.load(entry.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (safe)
        for code, body in content.items():
            texts[code] = CodeText(
                code=code,
                what=body["what"],
                fix=body["fix"],
                retired=body.get("retired", False),
            )
    return texts
