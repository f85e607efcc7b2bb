#!/bin/sh
# Everything that must hold. Further words go to pytest: tools/test.sh -k plans
set -eu
cd "$(dirname "$0")/.."
. tools/browser.sh

.venv/bin/lint-imports
if [ -n "$OPENCUS_CHROMIUM" ]; then
    .venv/bin/python -m pytest -n "${OPENCUS_TEST_PROCESSES:-auto}" --dist loadgroup "$@"
else
    .venv/bin/python -m pytest -n "${OPENCUS_TEST_PROCESSES:-auto}" --dist loadgroup -m "not journey" "$@"
    echo "Browser journeys were skipped: no Chromium here (apt install chromium)."
fi
