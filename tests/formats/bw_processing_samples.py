"""A resolved database for datapackages, written for the tests; the figures are invented."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cellprint.formats.bw_processing.write import write_bw_processing
from cellprint.formats.lookup import look_up
from cellprint.formats.made_ids import lone_unit, made_id
from cellprint.model.foreign import (
    Dataset,
    ForeignExchange,
    ForeignFlow,
    ForeignKind,
    ForeignProcess,
    ForeignRole,
    Licence,
    PropertyFactor,
    Spread,
    words,
)
from cellprint.model.loss_report import LossReport

LOGNORMAL = Spread(family="lognormal", parameters=(("gsd", "1.25"),))
NORMAL = Spread(family="normal", parameters=(("sd", "0.5"),))
TRIANGULAR = Spread(family="triangular", parameters=(("low", "1"), ("mode", "2"), ("high", "4")))
UNIFORM = Spread(family="uniform", parameters=(("low", "0.25"), ("high", "0.75")))


def flow(name: str, *, elementary: bool = False) -> ForeignFlow:
    kind = ForeignKind.ELEMENTARY if elementary else ForeignKind.PRODUCT
    return ForeignFlow(
        id=name,
        name=words(name),
        kind=kind,
        properties=(PropertyFactor(property=made_id("property", "kg"), factor="1"),),
        category=("air", "urban") if elementary else (),
        cas="124-38-9" if elementary else "",
    )


def exchange(
    seq: int,
    name: str,
    amount: str,
    role: ForeignRole = ForeignRole.INPUT,
    *,
    is_input: bool = True,
    provider: str = "",
    spread: Spread | None = None,
) -> ForeignExchange:
    return ForeignExchange(
        seq=seq,
        flow=name,
        is_input=is_input,
        role=role,
        amount=amount,
        provider=provider,
        spread=spread,
    )


def datasets() -> list[Dataset]:
    """Return steel from power, with slag treated and gas avoided."""
    made, gone = ForeignRole.REFERENCE, ForeignRole.ELEMENTARY
    licence = Licence(restrictions=words("members only"))
    processes = {
        "steel": [
            exchange(1, "steel", "1", made, is_input=False),
            exchange(2, "power", "2", provider="power", spread=TRIANGULAR),
            exchange(3, "slag", "0.1", ForeignRole.WASTE, is_input=False, provider="slag"),
            exchange(4, "power", "0.5", ForeignRole.AVOIDED, provider="power", spread=UNIFORM),
            exchange(5, "co2", "1.8", gone, is_input=False, spread=LOGNORMAL),
            exchange(6, "co2 taken", "0.25", gone),
        ],
        "power": [
            exchange(1, "power", "10", made, is_input=False),
            exchange(2, "co2", "5", gone, is_input=False, spread=NORMAL),
        ],
        "slag": [
            exchange(1, "slag", "1", made),
            exchange(2, "co2", "0.2", gone, is_input=False),
        ],
    }
    return [
        *lone_unit("kg"),
        *(flow(name) for name in ("steel", "power", "slag")),
        *(flow(name, elementary=True) for name in ("co2", "co2 taken")),
        *(
            ForeignProcess(
                id=name,
                name=words(f"{name} making"),
                exchanges=tuple(exchanges),
                location="DE",
                licence=licence,
            )
            for name, exchanges in processes.items()
        ),
    ]


def package(found: list[Dataset] | None = None, report: LossReport | None = None) -> bytes:
    """Return a datapackage of data sets."""
    given = datasets() if found is None else found
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.zip"
        write_bw_processing(path, given, look_up(given), report or LossReport())
        return path.read_bytes()
