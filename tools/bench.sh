#!/bin/sh
# Runs every benchmark, one after another.
set -eu
cd "$(dirname "$0")/.."
found=
for file in benchmarks/*.py; do
    case $file in */_*|'benchmarks/*.py') continue ;; esac
    found=1
    echo "== $file"
    .venv/bin/python "$file"
done
if [ -z "$found" ]; then echo "There is no benchmark in benchmarks/ yet."; fi
