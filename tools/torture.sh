#!/bin/sh
# Every part of the torture run, one after another; the summary is docs/reference/reliability.md.
# tools/torture.sh [quick] [PART...]; parts: crash races fuzz once attacks semgrep audit
set -u
cd "$(dirname "$0")/.."
small=
if [ "${1:-}" = quick ]; then small=--quick; shift; fi
parts=${*:-crash races fuzz once attacks semgrep audit}
python=.venv/bin/python
failed=
for part in $parts; do
    echo "== $part"
    case $part in
        crash|races|fuzz|once|attacks|semgrep|audit) "$python" "torture/$part.py" $small || failed="$failed $part" ;;
        *) echo "nieznana część: $part" >&2; failed="$failed $part" ;;
    esac
done
"$python" torture/report.py $small
if [ -n "$failed" ]; then echo "Nie przeszło:$failed" >&2; exit 1; fi
echo "Wszystko przeszło."
