"""A fresh process: from data on disk to the first score, imports included.

`store` writes the same system twice: arrays for this engine, a datapackage for the peer.
"""

from __future__ import annotations

import sys
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

ARRAYS = "system.npz"
PACKAGE = "system"


def store(data: dict[str, Any], folder: Path) -> None:
    """Write the system in both forms."""
    import numpy as np  # noqa: PLC0415  (a cold process imports what it needs, and only then)

    from benchmarks.engine.peer import fill  # noqa: PLC0415

    names = ("n", "demand", "A_i", "A_j", "A_v", "flip", "B_i", "B_j", "B_v", "gwp")
    np.savez(folder / ARRAYS, **{name: data[name] for name in names})
    bwp = import_module("bw_processing")
    filesystem = import_module("fsspec.implementations.dirfs").DirFileSystem
    local = import_module("fsspec.implementations.local").LocalFileSystem
    (folder / PACKAGE).mkdir()
    made = bwp.create_datapackage(fs=filesystem(path=str(folder / PACKAGE), fs=local()))
    fill(made, data)
    made.finalize_serialization()


def ours(folder: Path) -> float:
    """Return the score by this engine."""
    import numpy as np  # noqa: PLC0415

    from benchmarks.engine.systems import baseline  # noqa: PLC0415
    from cellprint.engine import solve_adjoint  # noqa: PLC0415

    with np.load(folder / ARRAYS) as data:
        arrays = dict(data)
    return float(solve_adjoint(baseline(arrays)).values[int(arrays["demand"])])


def peer(folder: Path, kind: str) -> float:
    """Return the score by a class of the peer."""
    warnings.simplefilter("ignore")
    bwp, bc = import_module("bw_processing"), import_module("bw2calc")
    filesystem = import_module("fsspec.implementations.dirfs").DirFileSystem
    local = import_module("fsspec.implementations.local").LocalFileSystem
    stored = bwp.load_datapackage(filesystem(path=str(folder / PACKAGE), fs=local()))
    lca = getattr(bc, kind)({int((folder / "demand").read_text()): 1}, data_objs=[stored])
    lca.lci()
    lca.lcia()
    return float(lca.score)


def main() -> None:
    """Print the score and the CPU time of this process since its start."""
    kind, folder = sys.argv[1], Path(sys.argv[2])
    score = ours(folder) if kind == "ours" else peer(folder, kind)
    print(f'{{"score": {score!r}, "cpu": {time.process_time()!r}}}')


if __name__ == "__main__":
    main()
