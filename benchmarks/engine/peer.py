"""Rows of the benchmark for bw2calc and bw_graph_tools, each with its best class."""

from __future__ import annotations

import warnings
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engine.measure import Report, each, peak_mb, timed

CUT_OFF = 0.0005
FLOWS = 10_000_000


def package(data: dict[str, Any]) -> Any:
    """Return generated data as a datapackage in memory."""
    made = import_module("bw_processing").create_datapackage()
    fill(made, data)
    return made


def fill(made: Any, data: dict[str, Any]) -> None:
    """Add generated data to a datapackage."""
    bwp = import_module("bw_processing")

    def indices(rows: Any, cols: Any) -> Any:
        return np.array(list(zip(rows, cols, strict=True)), dtype=bwp.INDICES_DTYPE)

    made.add_persistent_vector(
        matrix="technosphere_matrix",
        indices_array=indices(data["A_i"], data["A_j"]),
        data_array=data["A_v"],
        flip_array=data["flip"],
        distributions_array=data["t_unc"].astype(bwp.UNCERTAINTY_DTYPE),
    )
    made.add_persistent_vector(
        matrix="biosphere_matrix",
        indices_array=indices(data["B_i"] + FLOWS, data["B_j"]),
        data_array=data["B_v"],
        distributions_array=data["b_unc"].astype(bwp.UNCERTAINTY_DTYPE),
    )
    flows = np.flatnonzero(data["gwp"])
    made.add_persistent_vector(
        matrix="characterization_matrix",
        indices_array=indices(flows + FLOWS, flows + FLOWS),
        data_array=data["gwp"][flows],
    )


def rows(data: dict[str, Any], *, samples: int, folder: Path) -> Report:
    """Return times of every row; scores are written to `folder`."""
    warnings.simplefilter("ignore")
    bc = import_module("bw2calc")

    stored = package(data)
    target = int(data["demand"])
    report: Report = {}
    classes = {"LCA": bc.LCA, "IterativeLCA": bc.IterativeLCA, "JacobiGMRESLCA": bc.JacobiGMRESLCA}

    def first(kind: Any) -> Any:
        lca = kind({target: 1}, data_objs=[stored])
        lca.lci()
        lca.lcia()
        return lca

    best: dict[str, Any] = {}
    for name, kind in classes.items():
        lca, times = timed(partial(first, kind), repeats=3)
        report[f"first {name}"] = times
        best[name] = lca
    report["score"] = float(best["LCA"].score)
    report["solver"] = _solver(bc)
    _further(report, best, data)
    _all_products(report, bc, stored, target)
    _tree(report, best["LCA"], target)
    _montecarlo(report, classes, stored, target, samples=samples, folder=folder)
    report["memory"] = peak_mb()
    return report


def montecarlo_only(data: dict[str, Any], *, samples: int, folder: Path) -> Report:
    """Return the peak memory of a few samples of the leanest class, in a process of its own."""
    del folder
    warnings.simplefilter("ignore")
    bc = import_module("bw2calc")
    lca = bc.JacobiGMRESLCA(
        {int(data["demand"]): 1}, data_objs=[package(data)], use_distributions=True, seed_override=1
    )
    lca.lci()
    lca.lcia()
    drawn(lca, samples)
    return {"memory": peak_mb()}


def _solver(bc: Any) -> str:
    """Return which sparse solver the peer found."""
    if bc.PYPARDISO:
        return "PARDISO (pypardiso, MKL)"
    return "UMFPACK" if bc.UMFPACK else "SuperLU (SciPy)"


def _further(report: Report, solved: dict[str, Any], data: dict[str, Any]) -> None:
    others = np.random.default_rng(0).integers(0, int(data["n"]), 5)
    solved["LCA"].decompose_technosphere()
    for name in ("LCA", "JacobiGMRESLCA"):
        one = solved[name]

        def again(one: Any = one) -> None:
            for product in others:
                one.lci({int(product): 1})
                one.lcia()

        _, times = timed(again)
        report[f"further {name}"] = each(times, others.size)


def _all_products(report: Report, bc: Any, stored: Any, target: int) -> None:
    if not (bc.PYPARDISO or bc.UMFPACK):
        return
    named = package_for_method(stored)

    def adjoint() -> Any:
        lca = bc.FastScoresOnlyMultiLCA(
            demands={"target": {target: 1}},
            method_config={"impact_categories": [("gwp",)]},
            data_objs=[named],
            direction="adjoint",
        )
        next(lca)
        return lca

    lca, report["all"] = timed(adjoint, repeats=3)
    report["adjoint_score"] = float(np.asarray(lca.scores).ravel()[0])


def package_for_method(stored: Any) -> Any:
    """Return the package with its characterisation marked as one impact category."""
    for resource in stored.metadata["resources"]:
        if resource["matrix"] == "characterization_matrix":
            resource["identifier"] = ["gwp"]
    return stored


def _tree(report: Report, lca: Any, target: int) -> None:
    traversal = import_module("bw_graph_tools.graph_traversal")

    lca.lci({target: 1})
    lca.lcia()

    def walk() -> Any:
        settings = traversal.GraphTraversalSettings(
            cutoff=CUT_OFF, biosphere_cutoff=0.999, max_calc=100_000, separate_biosphere_flows=False
        )
        tree = traversal.NewNodeEachVisitGraphTraversal(lca, settings)
        tree.traverse()
        return tree

    tree, report["tree"] = timed(walk)
    report["nodes"] = len(tree.nodes)


def drawn(lca: Any, samples: int) -> list[float]:
    """Return the scores of the next samples."""
    return [float(lca.score) for _ in islice(lca, samples)]


def _montecarlo(
    report: Report,
    classes: dict[str, Any],
    stored: Any,
    target: int,
    *,
    samples: int,
    folder: Path,
) -> None:
    kept: list[float] = []
    for name in ("IterativeLCA", "JacobiGMRESLCA"):
        lca = classes[name](
            {target: 1}, data_objs=[stored], use_distributions=True, seed_override=11
        )
        lca.lci()
        lca.lcia()
        scores, times = timed(partial(drawn, lca, samples))
        report[f"sample {name}"] = each(times, samples)
        kept = kept or scores
    np.save(folder / "peer.npy", np.array(kept))
