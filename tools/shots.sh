#!/bin/sh
# Takes the pictures, when there is a browser to take them with.
set -eu
cd "$(dirname "$0")/.."
. tools/browser.sh
if [ -z "$OPENCUS_CHROMIUM" ]; then echo "Pictures need a browser: apt install chromium" >&2; exit 1; fi
if ! [ -f tools/shots.py ]; then echo "There is no tools/shots.py in this checkout." >&2; exit 1; fi
exec .venv/bin/python tools/shots.py "$@"
