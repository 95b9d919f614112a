#!/usr/bin/env bash
# The dashboard's checks: a real app, with real runs, in a real browser.
#
#     tests/browser.sh                   every check, and the screenshots
#     tests/browser.sh --only 'waterfall'   those whose names match
#
# Installs what is missing: Debian's chromium and nodejs, and what package-lock.json pins.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v npm >/dev/null || missing+=(nodejs npm)
if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" apt-get install -yq --no-install-recommends "${missing[@]}"
fi

cargo build --example gallery
cd tests/browser
npm ci --no-audit --no-fund --loglevel=error
only=()
[ "${1:-}" != --only ] || only=(--test-name-pattern "$2")
node --test --test-reporter=spec "${only[@]}" checks.test.mjs screenshots.test.mjs
