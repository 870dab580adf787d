"""A system of 100,000 processes: does it fit, and how long does it take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.engine.measure import Report, each, peak_mb, timed
from benchmarks.engine.systems import baseline, with_spreads
from cellprint.engine import prepare, simulate, solve_adjoint


def rows(data: dict[str, Any], *, samples: int, folder: Path) -> Report:
    """Return times, errors and memory; nothing is written to `folder`."""
    del folder
    report: Report = {"memory_before": peak_mb()}
    solved, report["first"] = timed(lambda: solve_adjoint(prepare(baseline(data))), repeats=2)
    report["bound"] = solved.certificate.maximum
    report["memory_solve"] = peak_mb()
    system = with_spreads(data)
    run, times = timed(
        lambda: simulate(system, [{int(data["demand"]): 1.0}], samples=samples, seed=7)
    )
    report["sample"] = each(times, run.drawn)
    report["quantities"] = system.quantities.size
    report["drawn"], report["rejected"], report["alone"] = run.drawn, run.rejected.size, run.alone
    report["memory"] = peak_mb()
    return report
