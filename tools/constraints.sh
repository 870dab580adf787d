#!/bin/sh
# Write constraints.txt: the versions that a clean installation of every extra takes today.
# Run with the lowest supported Python, so that each version can be installed with every later one.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cd "$root"
PYTHON="${PYTHON:-python3.11 python3}" sh tools/python.sh "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade pip
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --upgrade ".[bench,dev,docs,large,pdf,postgresql]"
# names and versions only: a line with an address or a path is never written
"$work/venv/bin/python" -m pip --disable-pip-version-check freeze --exclude cellprint |
  grep -E '^[A-Za-z0-9._-]+==[^ ]+$' >"$work/constraints.txt"
mv "$work/constraints.txt" constraints.txt
echo "constraints.txt: $(wc -l <constraints.txt | tr -d ' ') packages"
