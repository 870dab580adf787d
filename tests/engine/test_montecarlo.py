"""Monte Carlo: against direct solves of each sample, any grouping, rejects, mixes, the peer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from cellprint.engine import Problem, build
from cellprint.engine.baseline import Way
from cellprint.engine.batches import batch
from cellprint.engine.compiled import LANES, has_numba
from cellprint.engine.drawing import draw
from cellprint.engine.groups import solved_alone
from cellprint.engine.montecarlo import Samples, simulate
from cellprint.engine.quantities import (
    Quantity,
    beta,
    discrete,
    fixed,
    lognormal,
    normal,
    table,
    triangular,
    uniform,
)
from cellprint.engine.types import Floats, Ints
from cellprint.engine.uncertain import (
    UncertainSystem,
    entry_positions,
    links,
    uncertain,
    varied,
)
from cellprint.errors import CellprintError
from tests.engine.systems import HARD, WASTE_LOOP, system

WAYS: list[Way] = ["direct", "iterative"] if has_numba() else ["direct"]
# Single-precision needs in the sweeps: a rounding of the draw, far below its spread.
EXACT: dict[Way, float] = {"direct": 1e-9, "iterative": 1e-6}


def linked(
    problem: Problem,
    quantities: list[Quantity],
    entries: list[tuple[int, int, int, float]],
    direct: list[tuple[int, int, float]] | None = None,
    mixes: tuple[Ints, ...] = (),
) -> UncertainSystem:
    """Return an uncertain system from (product, process, quantity, coefficient) tuples."""
    places = entry_positions(
        problem,
        products=np.array([e[0] for e in entries], dtype=np.int64),
        processes=np.array([e[1] for e in entries], dtype=np.int64),
    )
    emitted = direct or []
    count = len(quantities)
    return uncertain(
        problem,
        table(quantities),
        entries=links(
            place=places,
            quantity=np.array([e[2] for e in entries], dtype=np.int64),
            coefficient=[e[3] for e in entries],
            places=problem.values.size,
            quantities=count,
        ),
        direct=links(
            place=np.array([e[0] for e in emitted], dtype=np.int64),
            quantity=np.array([e[1] for e in emitted], dtype=np.int64),
            coefficient=[e[2] for e in emitted],
            places=problem.size,
            quantities=count,
        ),
        mixes=mixes,
    )


@pytest.fixture
def waste_loop() -> UncertainSystem:
    """Return the waste loop with every kind of spread; the energy need is shared by two uses."""
    return linked(
        WASTE_LOOP,
        [
            lognormal("energy need", median=0.4, gsd=1.3),
            triangular("waste", low=0.2, mode=0.3, high=0.5),
            normal("emission", mean=1.0, sd=0.1),
            uniform("treatment", low=0.5, high=0.9, base=0.7),
            beta("own use", alpha=2.0, beta=3.0, low=0.0, high=0.1),
            discrete("energy emission", values=[0.4, 0.5, 0.7], weights=[1.0, 2.0, 1.0]),
            fixed("constant", 0.05),
        ],
        [(2, 0, 0, -1.0), (2, 1, 0, -0.5), (1, 0, 1, 1.0), (2, 2, 4, -1.0), (1, 2, 6, 1.0)],
        [(0, 2, 1.0), (1, 3, 1.0), (2, 5, 1.0)],
    )


def truth(system_: UncertainSystem, samples: Samples, demand: dict[int, float]) -> Floats:
    """Return the scores of the accepted samples by a dense solver, one after the other."""
    problem = system_.problem
    out = []
    for number in samples.numbers:
        drawn = draw(system_.quantities, np.array([number]), seed=samples.seed)[:, 0]
        values, direct = varied(system_, drawn)
        dense = np.zeros((problem.size, problem.size))
        dense[problem.rows, problem.cols] = values
        y = np.linalg.solve(dense.T, direct)
        out.append(sum(amount * y[product] for product, amount in demand.items()))
    return np.array(out)


@pytest.mark.parametrize("way", WAYS)
def test_each_sample_agrees_with_a_dense_solve(waste_loop: UncertainSystem, way: Way) -> None:
    demand = {0: 1.0, 1: -0.5}

    samples = simulate(waste_loop, [demand], samples=64, seed=7, way=way)

    expected = truth(waste_loop, samples, demand)
    assert samples.scores[:, 0] == pytest.approx(expected, rel=EXACT[way])
    assert samples.numbers.size == 64
    assert samples.error <= 1e-10


@pytest.mark.parametrize("way", WAYS)
def test_moments_of_all_products_come_from_the_same_draws(
    waste_loop: UncertainSystem, way: Way
) -> None:
    demands = [{0: 1.0}, {1: 1.0}, {2: 1.0}]

    samples = simulate(waste_loop, demands, samples=100, seed=7, way=way)

    assert samples.drawn == 112  # whole groups
    assert samples.mean == pytest.approx(samples.scores.mean(axis=0))
    assert samples.sd == pytest.approx(samples.scores.std(axis=0, ddof=1))


@pytest.mark.parametrize("way", WAYS)
def test_numbers_do_not_depend_on_threads_or_on_interruptions(
    waste_loop: UncertainSystem, way: Way
) -> None:
    demand = [{0: 1.0}]
    whole = simulate(waste_loop, demand, samples=96, seed=3, way=way)

    threaded = simulate(waste_loop, demand, samples=96, seed=3, way=way, threads=3)
    stopped = simulate(
        waste_loop, demand, samples=96, seed=3, way=way, stop=lambda done: done.groups == 2
    )
    continued = simulate(waste_loop, demand, samples=96, seed=3, way=way, previous=stopped)

    assert stopped.drawn == 2 * LANES
    for other in (threaded, continued):
        assert (other.scores == whole.scores).all()
        assert (other.spread == whole.spread).all()


@pytest.mark.skipif(not has_numba(), reason="numba is not installed (extra `large`)")
def test_both_ways_draw_the_same_numbers(waste_loop: UncertainSystem) -> None:
    scipy_way = simulate(waste_loop, [{0: 1.0}], samples=64, seed=5, way="direct")
    swept = simulate(waste_loop, [{0: 1.0}], samples=64, seed=5, way="iterative")

    assert swept.scores == pytest.approx(scipy_way.scores, rel=1e-6)


@pytest.mark.parametrize("way", WAYS)
def test_draws_that_cannot_produce_are_rejected_and_named(way: Way) -> None:
    # Own use between 0.5 and 1.3: the system produces while it is below 1.
    loop = build(rows=[0, 0], cols=[0, 0], values=[1.0, -0.6], direct=[1.0])
    uncertain_loop = linked(loop, [uniform("own", low=0.5, high=1.3, base=0.6)], [(0, 0, 0, -1.0)])

    samples = simulate(uncertain_loop, [{0: 1.0}], samples=160, seed=1, way=way)

    own = draw(uncertain_loop.quantities, np.arange(160), seed=1)[0]
    assert samples.rejected.tolist() == np.flatnonzero(own >= 1.0).tolist()
    good = own[own < 1.0]
    # Rounding of a draw to single precision is amplified by the loop like the draw itself.
    wrong = np.abs(samples.scores[:, 0] * (1.0 - good) - 1.0)
    assert (wrong < 2e-7 / (1.0 - good)).all()
    assert samples.alone >= samples.rejected.size


@pytest.mark.parametrize("way", WAYS)
def test_loops_over_several_processes_are_rejected_too(way: Way) -> None:
    problem = system([[1.0, -0.8], [-0.9, 1.0]], [1.0, 1.0])
    wide = linked(problem, [uniform("need", low=0.6, high=1.2, base=0.9)], [(1, 0, 0, -1.0)])

    samples = simulate(wide, [{0: 1.0}], samples=96, seed=2, way=way)

    need = draw(wide.quantities, np.arange(96), seed=2)[0]
    assert samples.numbers.tolist() == np.flatnonzero(0.8 * need < 1.0).tolist()


@pytest.mark.parametrize("way", WAYS)
def test_nothing_left_is_an_error(way: Way) -> None:
    loop = build(rows=[0, 0], cols=[0, 0], values=[1.0, -0.6], direct=[1.0])
    hopeless = linked(loop, [uniform("own", low=1.1, high=1.3, base=0.6)], [(0, 0, 0, -1.0)])

    with pytest.raises(CellprintError) as caught:
        simulate(hopeless, [{0: 1.0}], samples=16, seed=1, way=way)

    assert caught.value.code == "CP-ENG-013"


@pytest.fixture
def market() -> UncertainSystem:
    """Return a market of two suppliers, 0.7 and 0.3, each share drawn, the sum kept."""
    problem = system([[1.0, 0.0, 0.0], [-0.7, 1.0, 0.0], [-0.3, 0.0, 1.0]], [0.0, 10.0, 2.0])
    mix = entry_positions(problem, products=[1, 2], processes=[0, 0])
    return linked(
        problem,
        [lognormal("one", median=0.7, gsd=1.5), lognormal("two", median=0.3, gsd=1.5)],
        [(1, 0, 0, -1.0), (2, 0, 1, -1.0)],
        mixes=(mix,),
    )


@pytest.mark.parametrize("way", WAYS)
def test_shares_of_a_market_keep_their_sum(market: UncertainSystem, way: Way) -> None:
    samples = simulate(market, [{0: 1.0}], samples=160, seed=9, way=way)

    one, two = draw(market.quantities, samples.numbers, seed=9)
    expected = (10.0 * one + 2.0 * two) / (one + two)
    assert samples.scores[:, 0] == pytest.approx(expected, rel=1e-6)
    assert ((samples.scores > 2.0) & (samples.scores < 10.0)).all()


def test_a_mix_that_vanishes_is_rejected() -> None:
    problem = system([[1.0, 0.0], [-1.0, 1.0]], [0.0, 1.0])
    mix = entry_positions(problem, products=[1], processes=[0])
    vanishing = linked(
        problem,
        [discrete("share", values=[1.0, 0.0], weights=[1.0, 1.0])],
        [(1, 0, 0, -1.0)],
        mixes=(mix,),
    )

    for way in WAYS:
        samples = simulate(vanishing, [{0: 1.0}], samples=32, seed=1, way=way)
        shares = draw(vanishing.quantities, np.arange(32), seed=1)[0]
        assert samples.rejected.tolist() == np.flatnonzero(shares == 0.0).tolist()
        assert samples.scores == pytest.approx(1.0)


def test_a_sample_without_a_certificate_is_rejected() -> None:
    loop = build(rows=[0, 0], cols=[0, 0], values=[1.0, -0.5], direct=[1.0])
    plain = uncertain(loop, table([fixed("q", 1.0)]))
    nearly = system([[1.0, -(1.0 - 2.0**-46) / 3.0], [-3.0, 1.0]], [0.1, 0.7])
    harder = uncertain(nearly, table([fixed("q", 1.0)]))

    fine = solved_alone(plain, loop.values, loop.direct)
    hopeless = solved_alone(harder, nearly.values, nearly.direct)

    assert fine[0].tolist() == [2.0]
    assert np.isinf(hopeless[1])


@pytest.mark.parametrize("way", WAYS)
def test_strong_credits_are_sampled_too(way: Way) -> None:
    problem = HARD["strong_credit"]
    spread = linked(problem, [lognormal("input", median=0.8, gsd=1.1)], [(2, 0, 0, -1.0)])

    samples = simulate(spread, [{0: 1.0}], samples=32, seed=3, way=way)

    assert samples.scores[:, 0] == pytest.approx(truth(spread, samples, {0: 1.0}), rel=1e-8)


def test_mistakes_in_links_and_mixes() -> None:
    problem = WASTE_LOOP
    with pytest.raises(CellprintError) as caught:
        entry_positions(problem, products=[0], processes=[1])
    assert caught.value.code == "CP-ENG-011"
    with pytest.raises(CellprintError) as caught:
        uncertain(problem, table([fixed("q", 1.0)]), mixes=[np.array([0, 4])])
    assert caught.value.code == "CP-ENG-012"


def test_a_system_without_spread_repeats_its_baseline() -> None:
    still = uncertain(WASTE_LOOP, table([fixed("q", 1.0)]))

    samples = simulate(still, [{0: 1.0}], samples=16, seed=0)

    assert np.unique(samples.scores).size == 1
    assert samples.sd.max() < 1e-15


def test_a_batch_gives_every_product(waste_loop: UncertainSystem) -> None:
    group = batch(waste_loop).group(2, seed=7)

    assert group.intensities.shape == (3, LANES)
    assert group.samples.tolist() == list(range(2 * LANES, 3 * LANES))


def chain(size: int) -> tuple[Problem, list[Quantity], list[tuple[int, int, int, float]]]:
    """Return a ring of processes, each with a lognormal input from the next."""
    matrix = np.eye(size)
    entries = []
    for number, (process, product) in enumerate(pairwise([*range(size), 0])):
        matrix[product, process] = -0.6
        entries.append((product, process, number, -1.0))
    quantities: list[Quantity] = [
        lognormal(f"input {k}", median=0.6, gsd=1.25) for k in range(size)
    ]
    return system(matrix.tolist(), [1.0 + k for k in range(size)]), quantities, entries


def test_same_distribution_as_the_peer() -> None:
    """Mean, standard deviation and distribution equal those of bw2calc on the same system."""
    bw2calc = pytest.importorskip("bw2calc")
    bwp = pytest.importorskip("bw_processing")
    problem, quantities, entries = chain(5)
    mine = simulate(linked(problem, quantities, entries), [{0: 1.0}], samples=2000, seed=6)

    package = bwp.create_datapackage()
    indices = np.array(
        [(e[0], e[1]) for e in entries] + [(k, k) for k in range(5)], dtype=bwp.INDICES_DTYPE
    )
    spread = np.zeros(10, dtype=bwp.UNCERTAINTY_DTYPE)
    for column in ("loc", "scale", "shape", "minimum", "maximum"):
        spread[column] = np.nan
    spread["uncertainty_type"][:5] = 2
    spread["loc"][:5], spread["scale"][:5] = np.log(0.6), np.log(1.25)
    spread["loc"][5:] = 1.0
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        indices_array=indices,
        data_array=np.array([0.6] * 5 + [1.0] * 5),
        flip_array=np.array([True] * 5 + [False] * 5),
        distributions_array=spread,
    )
    package.add_persistent_vector(
        matrix="biosphere_matrix",
        indices_array=np.array([(99, k) for k in range(5)], dtype=bwp.INDICES_DTYPE),
        data_array=problem.direct,
    )
    package.add_persistent_vector(
        matrix="characterization_matrix",
        indices_array=np.array([(99, 99)], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([1.0]),
    )
    lca = bw2calc.LCA({0: 1}, data_objs=[package], use_distributions=True, seed_override=12)
    lca.lci()
    lca.lcia()
    theirs = np.array([lca.score for _ in zip(lca, range(2000), strict=False)])

    scores = mine.scores[:, 0]
    assert stats.ks_2samp(scores, theirs).pvalue > 0.01
    error = np.hypot(scores.std(), theirs.std()) / np.sqrt(2000)
    assert abs(scores.mean() - theirs.mean()) < 3 * error
    assert scores.std() == pytest.approx(theirs.std(), rel=0.1)
