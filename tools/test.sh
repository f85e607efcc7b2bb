#!/bin/sh
# Everything that must hold. Further words go to pytest: tools/test.sh -k plans
set -eu
cd "$(dirname "$0")/.."
. tools/browser.sh

.venv/bin/lint-imports
# The optimiser's kernels take a minute to compile; journeys mostly wait for the browser.
.venv/bin/python -m opencus.routing.warm &
warming=$!
if [ -n "$OPENCUS_CHROMIUM" ]; then
    # Journeys walk one demonstration one after another; they need a process of their own.
    .venv/bin/python -m pytest -m journey "$@"
fi
wait "$warming"
.venv/bin/python -m pytest -n "${OPENCUS_TEST_PROCESSES:-auto}" -m "not journey" "$@"
if [ -z "$OPENCUS_CHROMIUM" ]; then
    echo "Browser journeys were skipped: no Chromium here (apt install chromium)."
fi
