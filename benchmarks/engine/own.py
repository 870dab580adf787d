"""The project's own database as a system, and the comparison of rule books on the demonstration.

Every process of the shipped catalogue is linked where it is usually made. Its exchanges carry
spreads in studies only; for the Monte Carlo rows every input and emission gets a lognormal spread
(geometric standard deviation e^0.1), an assumption for timing and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.sparse.csgraph import breadth_first_order

from benchmarks.engine.measure import Report, timed
from cellprint.app.comparison import compare_books
from cellprint.app.compute import compute_study, compute_study_file
from cellprint.app.data import newest_year
from cellprint.app.demo import example_studies
from cellprint.app.linking import LinkSettings, link
from cellprint.app.product import GWP_SET, usual_place
from cellprint.app.solving import problem
from cellprint.catalogue.compiled import open_catalogue
from cellprint.engine import Problem
from cellprint.errors import CellprintError
from cellprint.model.inventory import Process
from cellprint.rules.book import rule_book_ids

SIGMA = 0.1
SPREAD = np.dtype(
    [
        ("uncertainty_type", np.uint8),
        *((name, np.float64) for name in ("loc", "scale", "shape", "minimum", "maximum")),
        ("negative", np.bool_),
    ]
)


def database() -> Problem:
    """Return the shipped catalogue as one system."""
    catalogue = open_catalogue(cache_dir=None)
    settings = LinkSettings(year=newest_year(catalogue), gwp_set=GWP_SET)

    def roots() -> Iterator[tuple[Process, str]]:
        for process in catalogue.processes.values():
            place = process.location
            if process.relocatable:
                place = usual_place(catalogue, catalogue.flows[process.flow])
            try:
                link(catalogue, settings, [(process, place)])
            except CellprintError:  # it asks for something that only a study decides
                continue
            yield process, place

    return problem(link(catalogue, settings, list(roots())))


def data() -> dict[str, Any]:
    """Return the database in the form of the generator; the demand is the longest chain's end."""
    system = database()
    n = system.size
    return {
        "n": n,
        "demand": longest_chain(system),
        "A_i": system.rows,
        "A_j": system.cols,
        "A_v": np.abs(system.values),
        "flip": system.values < 0.0,
        "t_unc": spreads(np.abs(system.values), system.values < 0.0),
        "B_i": np.zeros(n, dtype=np.int64),
        "B_j": np.arange(n),
        "B_v": system.direct,
        "b_unc": spreads(system.direct, system.direct > 0.0),
        "gwp": np.ones(1),
    }


def spreads(amounts: Any, wanted: Any) -> Any:
    """Return lognormal spreads of the wanted amounts."""
    out = np.zeros(amounts.size, dtype=SPREAD)
    for name in ("loc", "scale", "shape", "minimum", "maximum"):
        out[name] = np.nan
    out["loc"] = amounts
    out["uncertainty_type"][wanted] = 2
    out["loc"][wanted] = np.log(amounts[wanted])
    out["scale"][wanted] = SIGMA
    return out


def longest_chain(system: Problem) -> int:
    """Return the product with the most processes upstream."""
    suppliers = system.technosphere().T.tocsr()
    reached = [
        breadth_first_order(suppliers, start, return_predecessors=False).size
        for start in range(system.size)
    ]
    return int(np.argmax(reached))


def compare() -> Report:
    """Return how long the comparison of all rule books takes on each demonstration study.

    Books that state another functional unit than the study's own cannot be compared with it.
    """
    rows = []
    for path in example_studies():
        base = compute_study_file(path)
        books = [base.book.id]
        for book in rule_book_ids():
            try:
                other = compute_study(base.catalogue, base.study, rules=book)
            except CellprintError:
                continue
            same = other.document["total"]["unit"] == base.document["total"]["unit"]
            if book != base.book.id and same:
                books.append(book)
        found, times = timed(lambda base=base, books=books: compare_books(base, books), repeats=3)
        rows.append(
            {
                "study": path.parent.name,
                "books": len(found["results"]),
                "nodes": len(base.linked.system.nodes),
                "times": times,
            }
        )
    return {"rows": rows}
