"""Rows of the benchmark for the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engine.measure import Report, each, peak_mb, timed
from benchmarks.engine.systems import baseline, with_spreads
from cellprint.engine import (
    Lever,
    build,
    contribution_tree,
    entry_positions,
    links,
    prepare,
    presolve,
    scenario_scores,
    simulate,
    solve_adjoint,
    table,
    uncertain,
    uniform,
)

CUT_OFF = 0.0005


def rows(data: dict[str, Any], *, samples: int, folder: Path) -> Report:
    """Return times, errors and counts of every row; scores are written to `folder`."""
    target = int(data["demand"])
    report: Report = {}

    def all_products() -> Any:
        return solve_adjoint(prepare(baseline(data)))

    _, report["compiling"] = timed(all_products)
    solved, report["first"] = timed(all_products, repeats=5)
    y = solved.values
    report["all"] = report["first"]
    report["score"] = float(y[target])
    report["bound"] = solved.certificate.maximum
    report["way"] = f"{solved.method}, {solved.certificate.way}"
    report["memory_solve"] = peak_mb()
    many = np.random.default_rng(0).integers(0, y.size, 1000)
    _, times = timed(lambda: [float(y[product]) for product in many], repeats=5)
    report["further"] = each(times, 1000)
    problem = baseline(data)
    tree, report["tree"] = timed(
        lambda: contribution_tree(problem, y, {target: 1.0}, cut_off=CUT_OFF), repeats=5
    )
    report["nodes"] = tree.size

    def solved_tree() -> Any:
        fresh = baseline(data)
        values = solve_adjoint(fresh).values
        return contribution_tree(fresh, values, {target: 1.0}, cut_off=CUT_OFF)

    _, report["solved_tree"] = timed(solved_tree, repeats=5)
    _scenarios(report, problem, target)
    _montecarlo(report, data, target, samples=samples, folder=folder)
    report["memory"] = peak_mb()
    direct = solve_adjoint(prepare(problem, way="direct")).values
    used = direct != 0.0
    report["error"] = float((np.abs(y - direct)[used] / np.abs(direct[used])).max())
    return report


def _montecarlo(
    report: Report, data: dict[str, Any], target: int, *, samples: int, folder: Path
) -> None:
    system = with_spreads(data)
    simulate(system, [{target: 1.0}], samples=16, seed=0)
    warm()
    run, times = timed(lambda: simulate(system, [{target: 1.0}], samples=samples, seed=7))
    report["sample"] = each(times, run.drawn)
    report["quantities"] = system.quantities.size
    report["drawn"], report["rejected"], report["alone"] = run.drawn, run.rejected.size, run.alone
    report["sample_error"] = run.error
    np.save(folder / "ours.npy", run.scores[:, 0])


def warm() -> None:
    """Compile, or load, what looks at single samples: some draws of this loop cannot produce."""
    loop = build(rows=[0, 1, 0, 1], cols=[0, 1, 1, 0], values=[1, 1, -0.9, -1], direct=[1, 1])
    spread = uncertain(
        loop,
        table([uniform("need", low=0.5, high=1.5, base=0.9)]),
        entries=links(
            place=entry_positions(loop, products=[0], processes=[1]),
            quantity=[0],
            coefficient=[-1.0],
            places=4,
            quantities=1,
        ),
    )
    simulate(spread, [{0: 1.0}], samples=64, seed=1, way="iterative")


def montecarlo_only(data: dict[str, Any], *, samples: int, folder: Path) -> Report:
    """Return the peak memory of a few samples, in a process of its own."""
    del folder
    simulate(with_spreads(data), [{int(data["demand"]): 1.0}], samples=samples, seed=7)
    return {"memory": peak_mb()}


def _scenarios(report: Report, problem: Any, target: int) -> None:
    rng = np.random.default_rng(2)
    entries = rng.choice(np.flatnonzero(problem.rows != problem.reference[problem.cols]), 20)
    levers = [
        Lever(entries={(int(problem.rows[k]), int(problem.cols[k])): float(problem.values[k])})
        for k in entries
    ]
    ready, report["presolve"] = timed(lambda: presolve(problem, levers, [{target: 1.0}]))
    cases = rng.uniform(-0.5, 0.5, (10_000, len(levers)))
    _, report["scenarios"] = timed(lambda: scenario_scores(ready, cases), repeats=2)
