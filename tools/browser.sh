# Sourced: sets OPENCUS_CHROMIUM to the first Chromium of this machine, or leaves it empty.
if [ -z "${OPENCUS_CHROMIUM:-}" ]; then
    OPENCUS_CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
fi
export OPENCUS_CHROMIUM
