#!/bin/sh
# Run the demonstration twice, in two empty folders, and compare every file and every printed line.
# Usage: repeat.sh <cellprint program>. Same inputs, same bytes: any difference is a defect. The
# second run has another time zone, order of sets and cache than the first one.
set -eu
case $1 in /*) program=$1 ;; *) program=$PWD/$1 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

demo() { # name of the run, time zone, seed of the order of sets
  mkdir "$work/$1"
  (
    cd "$work/$1"
    CELLPRINT_HOME="$work/home-$1" TZ=$2 PYTHONHASHSEED=$3 "$program" demo >printed.txt
  )
}
demo first UTC 1
demo second Asia/Shanghai 2
if ! diff -r "$work/first" "$work/second" >"$work/difference.txt"; then
  echo "the two runs differ:" >&2
  cat "$work/difference.txt" >&2
  exit 1
fi
cat "$work/first/printed.txt"
echo "two runs, $(find "$work/first" -type f | wc -l | tr -d ' ') files each, every byte the same"
