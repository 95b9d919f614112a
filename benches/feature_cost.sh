#!/usr/bin/env bash
# What each feature of Stripe's adds to the time of `cargo check` of the library alone.
#
#     benches/feature_cost.sh [ROUNDS [FEATURE...]]
#
# It compiles what the library depends on, and then in each round the library by itself, without
# incremental compilation, once for each feature, or for those that are named, and for `stripe` and
# `stripe-all`. What it prints is the shortest time of each in milliseconds, and what that is over the
# feature `stripe`: whatever else a machine does makes a time longer, and in rounds it does so for all.
set -euo pipefail
shopt -s inherit_errexit

rounds=${1:-5}
shift || true
root=$(cd "$(dirname "$0")/.." && pwd)
export CARGO_TARGET_DIR=$root/target/feature-cost CARGO_INCREMENTAL=0
cd "$root"

features() {
    echo stripe
    if [ $# -gt 0 ]; then
        printf '%s\n' "$@"
    else
        sed -n 's/^\(stripe-[a-z-]*\) = .*/\1/p' trigger/Cargo.toml | grep -v '^stripe-all$' | sort
    fi
    echo stripe-all
}

check() {
    cargo check --quiet -p trigger --no-default-features --features "$1"
}

# How long one check of a feature takes, in milliseconds.
took() {
    touch trigger/src/lib.rs
    local begun ended
    begun=$(date +%s%N)
    check "$1"
    ended=$(date +%s%N)
    echo $(((ended - begun) / 1000000))
}

mapfile -t all < <(features "$@")
declare -A shortest
check stripe
echo "load: $(cut -d' ' -f1 /proc/loadavg)"
for round in $(seq "$rounds"); do
    for feature in "${all[@]}"; do
        ms=$(took "$feature")
        if [ -z "${shortest[$feature]:-}" ] || [ "$ms" -lt "${shortest[$feature]}" ]; then
            shortest[$feature]=$ms
        fi
    done
    echo "round $round of $rounds" >&2
done
printf '%-32s %8s %8s\n' feature ms over
for feature in "${all[@]}"; do
    printf '%-32s %8d %+8d\n' "$feature" "${shortest[$feature]}" $((shortest[$feature] - shortest[stripe]))
done
