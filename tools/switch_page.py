"""The page of named switches: defaults, reasons, and the effect of each option on four packs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
STUDIES = ("lfp-ctp-yibin", "nmc811-ordos")
PACKS = ("lfp_pack", "nmc811_pack")

Effects = Mapping[tuple[str, str], float]


def switch_page() -> str:
    """Return the tables of the page from the shipped catalogue and the examples."""
    return "\n".join(_lines())


def columns() -> dict[str, Effects]:
    """Return the effects of every option by pack: two example studies, two of the catalogue."""
    from cellprint.app.data import shipped_catalogue  # noqa: PLC0415  (needs the package)
    from cellprint.app.switches import product_effects, study_effects  # noqa: PLC0415

    catalogue = shipped_catalogue()
    found: dict[str, Effects] = {
        name: study_effects(catalogue, ROOT / "examples" / name / "study.yaml") for name in STUDIES
    }
    return found | {f"`{name}`": product_effects(catalogue, name) for name in PACKS}


def _lines() -> Iterator[str]:
    from cellprint.app.data import shipped_catalogue  # noqa: PLC0415  (needs the package)
    from cellprint.app.switches import option_name, switches  # noqa: PLC0415

    catalogue, effects = shipped_catalogue(), columns()
    for switch in switches(catalogue):
        default = option_name(catalogue, switch.key, switch.default).en
        yield f"\n## {switch.name.en} · {switch.name.zh}\n"
        yield (
            f"`{switch.key}`, default `{switch.default}` ({default}); {switch.basis.en}. "
            f"{switch.why.en}\n"
        )
        yield f"| option | {' | '.join(effects)} |"
        yield f"| --- | {' | '.join('---:' for _ in effects)} |"
        for option in switch.options:
            cells = (_percent(one[switch.key, option]) for one in effects.values())
            yield f"| `{option}` | {' | '.join(cells)} |"


def _percent(value: float) -> str:
    text = f"{100 * value:+.1f}"
    return "0" if text in ("+0.0", "-0.0") else f"{text} %".replace("-", "−")
