#!/bin/sh
# Everything that must hold. Further words go to pytest: tools/test.sh -k plans
set -eu
cd "$(dirname "$0")/.."
. tools/browser.sh

.venv/bin/lint-imports
if [ -n "$OPENCUS_CHROMIUM" ]; then
    # Journeys walk one demonstration one after another; they need a process of their own.
    .venv/bin/python -m pytest -m journey "$@"
fi
.venv/bin/python -m pytest -n "${OPENCUS_TEST_PROCESSES:-auto}" -m "not journey" "$@"
if [ -z "$OPENCUS_CHROMIUM" ]; then
    echo "Browser journeys were skipped: no Chromium here (apt install chromium)."
fi
