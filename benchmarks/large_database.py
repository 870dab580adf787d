"""Import a generated database of the size of a large commercial one; print time and memory.

    python -m benchmarks.large_database --processes 20000 --exchanges 500000

The database is openLCA JSON-LD 2: every process makes one product from earlier and a few later
ones, and emits carbon dioxide and other substances. Figures are invented; a seed fixes them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

from cellprint.app.imported.importing import import_file
from cellprint.app.imported.store import open_imported
from cellprint.app.imported.system import footprints
from cellprint.engine.baseline import prepare, solve_adjoint

SEED = 7
ELEMENTARY = 200
NEAR = 0.97


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=20_000)
    parser.add_argument("--exchanges", type=int, default=500_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CELLPRINT_HOME"] = folder
        path = Path(folder) / "large.zip"
        generate(path, arguments.processes, arguments.exchanges)
        print(f"file: {path.stat().st_size / 1e6:.0f} MB")
        measure(path)


def measure(path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    start = time.perf_counter()
    report = import_file(path, "large")
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    classes = report["linking"]["classes"]
    print(f"import: {seconds:.1f} s ({used:.1f} s of one core), peak {peak:.0f} MB")
    print(f"linked: {classes}")
    print(f"computed: {report['computing']}")
    start = time.perf_counter()
    problem, gases = open_imported("large").system()
    values = footprints(gases, {"co2_fossil": 1.0})
    print(f"load from cache: {time.perf_counter() - start:.3f} s, {values.size} footprints")
    start = time.perf_counter()
    solved = solve_adjoint(prepare(problem), direct=values * 0.0 + 1.0)
    print(f"solve again: {time.perf_counter() - start:.1f} s by {solved.method}")


def generate(path: Path, processes: int, exchanges: int) -> None:
    chance = random.Random(SEED)  # noqa: S311  (no secret; the same file on every run)
    each = exchanges // processes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:

        def put(name: str, value: dict[str, Any]) -> None:
            archive.writestr(name, json.dumps(value))

        put("olca-schema.json", {"version": 2})
        unit = {"@id": "kg", "name": "kg", "conversionFactor": 1.0, "isRefUnit": True}
        put("unit_groups/g.json", {"@id": "g", "name": "Units of mass", "units": [unit]})
        put("flow_properties/m.json", {"@id": "m", "name": "Mass", "unitGroup": {"@id": "g"}})
        for number in range(ELEMENTARY):
            name = "Carbon dioxide, fossil" if number == 0 else f"Substance {number}"
            put(f"flows/e{number}.json", flow(f"e{number}", name, "ELEMENTARY_FLOW"))
        for number in range(processes):
            put(f"flows/f{number}.json", flow(f"f{number}", f"Product {number}", "PRODUCT_FLOW"))
            put(f"processes/p{number}.json", process(number, processes, each, chance))


def flow(identity: str, name: str, kind: str) -> dict[str, Any]:
    measure = {"@id": "m"}
    return {
        "@id": identity,
        "name": name,
        "flowType": kind,
        "category": "Elementary flows/air/unspecified" if kind[0] == "E" else "Products",
        "flowProperties": [
            {"flowProperty": measure, "conversionFactor": 1.0, "isRefFlowProperty": True}
        ],
    }


def process(number: int, processes: int, each: int, chance: random.Random) -> dict[str, Any]:
    def exchange(seq: int, identity: str, amount: float, kind: str, **more: Any) -> dict[str, Any]:
        return {
            "internalId": seq,
            "amount": amount,
            "flow": {"@type": "Flow", "@id": identity, "flowType": kind},
            "unit": {"@id": "kg", "name": "kg"},
            "flowProperty": {"@id": "m", "name": "Mass"},
            "dqEntry": "(2;3;1;1;4)",
            "description": "invented",
            **more,
        }

    found = [exchange(1, f"f{number}", 1.0, "PRODUCT_FLOW", isQuantitativeReference=True)]
    inputs = each // 3
    for seq in range(2, inputs + 2):
        near = number - chance.randrange(1, 400)
        other = near % processes if chance.random() < NEAR else chance.randrange(processes)
        amount = round(chance.random() * 0.5 / inputs, 9)
        spread = {
            "distributionType": "LOG_NORMAL_DISTRIBUTION",
            "geomMean": amount,
            "geomSd": 1.1,
        }
        found.append(
            exchange(
                seq,
                f"f{other}",
                amount,
                "PRODUCT_FLOW",
                isInput=True,
                uncertainty=spread,
                defaultProvider={"@type": "Process", "@id": f"p{other}"},
            )
        )
    for seq in range(inputs + 2, each + 1):
        identity = f"e{0 if seq == inputs + 2 else chance.randrange(ELEMENTARY)}"
        found.append(exchange(seq, identity, round(chance.random(), 9), "ELEMENTARY_FLOW"))
    return {
        "@type": "Process",
        "@id": f"p{number}",
        "name": f"Process {number}",
        "processType": "UNIT_PROCESS",
        "exchanges": found,
    }


if __name__ == "__main__":
    main()
