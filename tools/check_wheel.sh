#!/bin/sh
# Build the wheel, install it into an empty environment and run it with the network off.
# Usage: check_wheel.sh <bin folder of the development environment>
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
bin=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cd "$root"
"$bin/python" -m hatchling build --target wheel --directory "$work/dist" >"$work/build.log" 2>&1 ||
  { cat "$work/build.log" >&2; exit 1; }
wheel=$(ls "$work"/dist/*.whl)
"$bin/python" -m tools.wheel_content "$wheel"

began=$(date +%s)
"$bin/python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  --constraint constraints.txt "$wheel"
echo "installed in $(($(date +%s) - began)) s, $(du -sk "$work/venv" | cut -f1) kB"
"$work/venv/bin/python" -m pip --disable-pip-version-check check
"$work/venv/bin/python" tools/licences.py

# Without a network: a fresh network namespace has no route out; macOS has sandbox-exec.
if command -v unshare >/dev/null 2>&1 && unshare --net --map-root-user true 2>/dev/null; then
  offline() { unshare --net --map-root-user "$@"; }
elif command -v sandbox-exec >/dev/null 2>&1; then
  offline() { sandbox-exec -p '(version 1)(allow default)(deny network*)' "$@"; }
else
  echo "note: this machine cannot switch the network off; the wheel runs with it on" >&2
  offline() { "$@"; }
fi

mkdir "$work/home" "$work/run"
cd "$work/run"
run() { offline env -i HOME="$work/home" PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$@"; }
run "$work/venv/bin/cellprint" --help >"$work/help.txt"
grep -q demo "$work/help.txt" || { echo "cellprint --help does not name demo" >&2; exit 1; }
began=$(date +%s)
run "$work/venv/bin/cellprint" demo >"$work/demo.txt"
took=$(($(date +%s) - began))
[ -s "$work/demo.txt" ] || { echo "cellprint demo printed nothing" >&2; exit 1; }
(cd "$root" && "$bin/python" -m tools.site_check "$work/run")
echo "wheel: demo ran in an empty environment in $took s, network off"
