#!/usr/bin/env bash
# Fuzzes every target, or those that are named, for some seconds each: fuzz/run.sh 60 [TARGET...]
# With 0 seconds, shows a file again that one has found: fuzz/run.sh 0 TARGET FILE
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
shift || true
# libFuzzer asks the compiler for what stable ones only give when told so. Without a sanitizer: the
# library has no unsafe code of its own.
export RUSTC_BOOTSTRAP=1
fuzz=(cargo fuzz run --sanitizer none)

if [ "$seconds" = 0 ]; then
    exec "${fuzz[@]}" "$1" "$2"
fi

seeds() {
    case $1 in
    event_stripe) echo trigger/examples/stripe ;;
    event_github) echo trigger/examples/github ;;
    *) echo fuzz/seeds/"$1" ;;
    esac
}

targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cargo fuzz list)
for target in "${targets[@]}"; do
    echo "== $target"
    mkdir -p "fuzz/corpus/$target"
    corpora=("fuzz/corpus/$target")
    [ ! -d "$(seeds "$target")" ] || corpora+=("$(seeds "$target")")
    "${fuzz[@]}" "$target" "${corpora[@]}" -- \
        -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1
done
