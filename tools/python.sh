#!/bin/sh
# Make the virtual environment $1 with the first Python that is new enough, or say what is missing.
# PYTHON, when set, is the only one tried.
set -eu
target=$1
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
  command -v "$candidate" >/dev/null 2>&1 || continue
  if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
    >/dev/null 2>&1; then
    exec "$candidate" -m venv "$target"
  fi
  found="${found:-}${found:+, }$candidate ($("$candidate" -V 2>&1 | head -n 1))"
done
{
  echo "cellprint needs Python 3.11 or later with the venv module."
  echo "Found: ${found:-no Python at all}."
  echo "Debian and Ubuntu: apt-get install python3 python3-venv. macOS: brew install python."
  echo "Then run make again, or name the interpreter: make PYTHON=python3.12 demo"
} >&2
exit 2
