#!/bin/sh
# Run the tests with the lowest version of each run-time package that pyproject.toml allows.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cd "$root"
PYTHON="${PYTHON:-python3.11 python3}" sh tools/python.sh "$work/venv"
"$work/venv/bin/python" -m tools.lower_bounds >"$work/lowest.txt"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --constraint "$work/lowest.txt" ".[dev,postgresql]"
"$work/venv/bin/python" -m pytest -n "${WORKERS:-2}" -q -m "not browser" --ignore tests/health
