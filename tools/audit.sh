#!/bin/sh
# Asks whether any locked dependency has a known vulnerability; says "checked" only when every one was checked.
# tools/audit.sh [--offline FILE] [LOCK...]; without --offline it asks the advisory service of PyPI.
set -eu
cd "$(dirname "$0")/.."
exec .venv/bin/python tools/audit.py "$@"
