#!/bin/sh
# Writes the hash-locked requirements from pyproject.toml: run it after changing a dependency.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1; shift
    # The public index by name, whatever this machine is configured to use: nothing local gets into the files.
    .venv/bin/uv pip compile "$@" --quiet --generate-hashes --universal --python-version 3.11 --no-config \
        --default-index https://pypi.org/simple --no-emit-index-url --no-header --no-annotate -o "$out"
    echo "$out: $(grep -c '==' "$out")"
}
lock requirements.lock pyproject.toml
lock requirements-test.lock pyproject.toml --extra test --extra check
lock requirements-torture.lock pyproject.toml --extra test --extra check --extra torture
printf 'uv\n' | lock requirements-uv.lock -
