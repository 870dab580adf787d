"""The page of results."""

from __future__ import annotations

from typing import Any

HEAD = """# Benchmark of the engine

Measured by `python -m benchmarks.engine` on one core: this engine beside bw2calc and
bw_graph_tools, each row with the peer's best class, in one run. Times are CPU time and depend on
the machine; the ratios are what to compare. The systems come from a generator of inventories of a
realistic shape (markets, hubs, one large loop, eight decades of prices, 3 % credits).
"""

ROWS = (
    ("first score from stored data", "first", "first "),
    ("the same in a fresh process, imports included", "cold", "cold "),
    ("further demand", "further", "further "),
    ("footprint of all products", "all", "all"),
    ("one Monte Carlo sample, one product", "sample", "sample "),
    ("contribution tree, cut-off 0.05 %", "tree", "tree"),
    ("the same with the solve it needs", "solved_tree", "tree"),
)


TARGETS = {"first": 8.0, "cold": 3.0, "all": 20.0, "sample": 15.0, "solved_tree": 50.0}
"""How many times faster than the best peer class the engine should be, at `TARGET_SIZE`."""
TARGET_SIZE = 20_000
TARGET_MEMORY = 2.0


def shown(seconds: float | None) -> str:
    """Return a time with three digits and a fitting unit."""
    if seconds is None:
        return "–"
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1.0:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def best(report: dict[str, Any], key: str) -> tuple[float | None, str]:
    """Return the peer's shortest CPU time of a row and the class that reached it."""
    found = {
        name: value["cpu"]
        for name, value in report.items()
        if name.startswith(key) and isinstance(value, dict)
    }
    if not found:
        return None, ""
    name = min(found, key=lambda item: found[item])
    return found[name], name[len(key) :].strip()


def section(result: dict[str, Any]) -> str:
    """Return the part of the page about one size."""
    mine, theirs = result["ours"], result["peer"]
    lines = [
        _title(result),
        "| row | cellprint | peer | class | ratio |",
        "|---|---|---|---|---|",
    ]
    for title, own, key in ROWS:
        time, name = best(theirs, key)
        spent = (mine.get(own) or {}).get("cpu")
        ratio = f"{time / spent:.3g}" if time is not None and spent is not None else "–"
        ours = shown(spent)
        lines.append(f"| {title} | {ours} | {shown(time)} | {name} | {ratio} |")
    if mine.get("lean") and theirs.get("lean"):
        lines.append(
            f"| peak memory of Monte Carlo | {mine['lean']:.0f} MB | {theirs['lean']:.0f} MB |"
            f" JacobiGMRESLCA | {theirs['lean'] / mine['lean']:.3g} |"
        )
    lines += _ours_alone(mine) + _checks(mine, theirs, result["agreement"])
    if result["size"] == TARGET_SIZE:
        lines += _targets(mine, theirs)
    return "\n".join(lines)


def _targets(mine: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Return what was aimed at, and whether it was reached."""
    lines = ["", "| aim at this size | wanted | found | |", "|---|---|---|---|"]
    for title, own, key in ROWS:
        time, spent = best(theirs, key)[0], (mine.get(own) or {}).get("cpu")
        if own in TARGETS and time is not None and spent is not None:
            lines.append(_aim(title, TARGETS[own], time / spent))
    if mine.get("lean") and theirs.get("lean"):
        found = theirs["lean"] / mine["lean"]
        lines.append(_aim("peak memory of Monte Carlo", TARGET_MEMORY, found))
    return lines


def _aim(title: str, wanted: float, found: float) -> str:
    word = "reached" if found >= wanted else "missed"
    return f"| {title} | {wanted:g} times | {found:.3g} times | {word} |"


def _title(result: dict[str, Any]) -> str:
    if result["size"]:
        return f"\n## {result['size']:,} processes\n"
    return "\n## The shipped database, every process linked where it is usually made\n"


def compare_section(report: dict[str, Any]) -> str:
    """Return the part of the page about the comparison of rule books."""
    if not report:
        return ""
    lines = [
        "\n## `compare` of all rule books, this project alone\n",
        "Every book that states the functional unit of the study; linking included.\n",
        "| study | processes | books | CPU time |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {row['study']} | {row['nodes']} | {row['books']} | {shown(row['times']['cpu'])} |"
        for row in report["rows"]
    ]
    return "\n".join(lines)


def _ours_alone(mine: dict[str, Any]) -> list[str]:
    if not mine:
        return ["\nThe engine did not run.\n"]
    return [
        (
            f"| one Monte Carlo sample, all products | {shown(mine['sample']['cpu'])} | not"
            " offered: the adjoint class refuses uncertainty | | – |"
        ),
        (
            f"| 10,000 what-if cases, 20 levers | {shown(mine['scenarios']['cpu'])} (after"
            f" {shown(mine['presolve']['cpu'])}) | not offered | | – |"
        ),
    ]


def _checks(mine: dict[str, Any], theirs: dict[str, Any], both: dict[str, Any]) -> list[str]:
    lines = [""]
    if mine:
        lines += [
            (
                f"- first call with compilation or its cache: {shown(mine['compiling']['wall'])};"
                f" way: {mine['way']}"
            ),
            (
                f"- all products against a direct solve: largest relative error"
                f" {mine['error']:.1e}; certified bound {mine['bound']:.1e}"
            ),
            (
                f"- Monte Carlo: {mine['quantities']:,} quantities drawn per sample,"
                f" {mine['drawn']} draws, {mine['rejected']} rejected as non-productive,"
                f" {mine['alone']} looked at alone; largest estimated error of a product"
                f" {mine['sample_error']:.0e}"
            ),
            (
                f"- tree: {mine['nodes']} nodes; peak memory {mine['memory_solve']:.0f} MB solving,"
                f" {mine['memory']:.0f} MB in all"
            ),
        ]
    if theirs:
        lines += [
            (
                f"- peer: solver {theirs['solver']}; tree {theirs['nodes']} nodes;"
                f" peak memory {theirs['memory']:.0f} MB"
            ),
        ]
    if mine and theirs:
        gap = abs(mine["score"] / theirs["score"] - 1.0)
        lines.append(f"- score of the target product: relative difference {gap:.1e}")
    if both:
        lines.append(
            f"- Monte Carlo distributions (peer {both['count_peer']} samples): mean"
            f" {both['mean_ours']:.4g} and {both['mean_peer']:.4g}, standard deviation"
            f" {both['sd_ours']:.3g} and {both['sd_peer']:.3g}, two-sample Kolmogorov–Smirnov"
            f" p = {both['p']:.2f}"
        )
    return lines


def large_section(size: int, report: dict[str, Any]) -> str:
    """Return the part of the page about the large system."""
    if not report:
        return f"\n## {size:,} processes\n\nNot measured.\n"
    return "\n".join(
        [
            f"\n## {size:,} processes, this engine alone\n",
            (
                f"- footprint of all products: {shown(report['first']['cpu'])}, certified bound"
                f" {report['bound']:.1e}"
            ),
            (
                f"- one Monte Carlo sample, all products: {shown(report['sample']['cpu'])}"
                f" ({report['quantities']:,} quantities; {report['drawn']} draws,"
                f" {report['rejected']} rejected, {report['alone']} looked at alone)"
            ),
            (
                f"- peak memory: {report['memory_before']:.0f} MB with the generated data,"
                f" {report['memory_solve']:.0f} MB after solving, {report['memory']:.0f} MB in all"
            ),
        ]
    )


def page(
    results: list[dict[str, Any]], books: dict[str, Any], size: int, big: dict[str, Any]
) -> str:
    """Return the whole page."""
    parts = [HEAD, *(section(result) for result in results)]
    if books:
        parts.append(compare_section(books))
    if big:
        parts.append(large_section(size, big))
    return "\n".join(parts).rstrip() + "\n"
