#!/bin/sh
# Makes .venv: `tools/bootstrap.sh run` for the product, `test` for its tests and checks too, `torture` for the heavy
# tools of `make torture` on top.
# Needs python3 >= 3.11 and nothing else; does nothing, and asks no network, when it is already made.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd -P)
case ${1:-run} in
    run) lock=requirements.lock ;;
    test) lock=requirements-test.lock ;;
    torture) lock=requirements-torture.lock ;;
    *) echo "użycie: tools/bootstrap.sh run|test|torture" >&2; exit 2 ;;
esac

stamp=.venv/.made-from-$lock
wanted="$root $(cksum < "$lock")"
made_from() { [ "$(cat ".venv/.made-from-$1" 2>/dev/null)" = "$root $(cksum < "$1")" ]; }
# A longer list holds everything the shorter ones do.
if made_from "$lock" || made_from requirements-torture.lock; then exit 0; fi
if [ "$lock" = requirements.lock ] && made_from requirements-test.lock; then exit 0; fi

recent='import sys; sys.exit(sys.version_info < (3, 11))'
if ! { [ -x .venv/bin/python ] && .venv/bin/python -c "$recent" 2>/dev/null; }; then
    python=
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c "$recent" 2>/dev/null; then python=$name; break; fi
    done
    if [ -z "$python" ]; then echo "Potrzebny jest Python 3.11 lub nowszy. Uruchom: apt install python3" >&2; exit 1; fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Brakuje modułu venv. Uruchom: apt install python3-venv" >&2; exit 1
    fi
    rm -rf .venv
    "$python" -m venv .venv
fi
python=.venv/bin/python

echo "Instaluję biblioteki ($lock)…"
pip() { "$python" -m pip --disable-pip-version-check -qq "$@"; }
if ! [ -x .venv/bin/uv ]; then
    pip install --require-hashes -r requirements-uv.lock 2>/dev/null || true
fi
if ! { [ -x .venv/bin/uv ] && .venv/bin/uv pip install --quiet --python "$python" --require-hashes -r "$lock" 2>.venv/uv.log; }; then
    pip install --require-hashes -r "$lock"
fi

# The checkout itself, without a build step: what is edited is what runs.
site=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
printf '%s\n' "$root/src" "$root" > "$site/opencus-checkout.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m opencus.config.cli "$@"\n' "$root" > .venv/bin/opencus
chmod 755 .venv/bin/opencus
printf '%s' "$wanted" > "$stamp"
