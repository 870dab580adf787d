"""First byte and weight of each page, and the time that `--help` takes.

Usage: python -m benchmarks.web

The application runs in a process of its own, as `cellprint serve` starts it. Each page is asked for
once (it is drawn) and then several times (it is kept); the median of these is the first byte that a
reader waits for. Targets: 100 ms, 300 kB, help in 300 ms. Printed, never asserted.
"""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from urllib.parse import quote

PROGRAM = Path(sysconfig.get_path("scripts")) / "cellprint"
REPEATS = 7
LFP = "studies/lfp-ctp-yibin"
PAGES = (
    "",
    LFP,
    f"{LFP}/trace?branch=raw_materials/cell",
    f"{LFP}/whatif?electricity.wind=0.5",
    f"{LFP}/uncertainty",
    f"{LFP}/check",
    f"{LFP}/declaration",
    "compare",
    "compare?study=lfp-ctp-yibin&study=nmc811-xining",
    "catalogue",
    "catalogue?search=碳酸锂",
    "catalogue/lithium_carbonate",
    "catalogue/li2co3_brine_cl_atacama",
    "obligations?date=2026-11-21",
    "verify",
    "journal",
)


def main() -> None:
    """Print one line per page, then the time of `cellprint --help`."""
    server = subprocess.Popen([PROGRAM, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline() if server.stdout else ""
        port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
        print(f"{'page':<52}{'drawn ms':>9}{'kept ms':>9}{'kB':>7}{'gzip kB':>9}")
        for page in PAGES:
            address = quote(f"/zh/{page}", safe="/?=&,:.~-_")
            drawn, _ = first_byte(port, address)
            kept = [first_byte(port, address) for _ in range(REPEATS)]
            plain = first_byte(port, address, encoding="identity")[1]
            median = statistics.median(seconds for seconds, _ in kept)
            sizes = f"{plain / 1000:>7.0f}{kept[0][1] / 1000:>9.0f}"
            print(f"/zh/{page:<48}{drawn * 1000:>9.0f}{median * 1000:>9.1f}{sizes}")
    finally:
        server.terminate()
        server.wait()
    taken = [run_help() for _ in range(REPEATS)]
    print(f"cellprint --help: {statistics.median(taken) * 1000:.0f} ms")


def first_byte(port: int, address: str, *, encoding: str = "gzip") -> tuple[float, int]:
    """Return the seconds until the answer begins, and its size in bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    start = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    answer.read(1)
    seconds = time.perf_counter() - start
    size = 1 + len(answer.read())
    connection.close()
    if answer.status != http.client.OK:
        sys.exit(f"{address}: {answer.status}")
    return seconds, size


def run_help() -> float:
    """Return the seconds that `cellprint --help` takes."""
    start = time.perf_counter()
    subprocess.run([PROGRAM, "--help"], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
