#!/usr/bin/env bash
# What each feature of Stripe's adds to the time of `cargo check` of the library alone.
#
#     benches/feature_cost.sh [RUNS [FEATURE...]]
#
# It compiles what the library depends on, and then the library by itself several times for each
# feature, or for those that are named, without incremental compilation. What it prints is the median
# in milliseconds, and what that is over the feature `stripe`, which is always measured first. Run it
# on a machine that does nothing else: it prints the load that it found.
set -euo pipefail
shopt -s inherit_errexit

runs=${1:-3}
shift || true
root=$(cd "$(dirname "$0")/.." && pwd)
export CARGO_TARGET_DIR=$root/target/feature-cost CARGO_INCREMENTAL=0
cd "$root"

features() {
    echo stripe
    if [ $# -gt 0 ]; then
        printf '%s\n' "$@"
        return
    fi
    sed -n 's/^\(stripe-[a-z-]*\) = .*/\1/p' trigger/Cargo.toml | sort
}

check() {
    cargo check --quiet -p trigger --no-default-features --features "$1"
}

# The median of several checks of one feature, in milliseconds.
median() {
    check "$1"
    for _ in $(seq "$runs"); do
        touch trigger/src/lib.rs
        local begun ended
        begun=$(date +%s%N)
        check "$1"
        ended=$(date +%s%N)
        echo $(((ended - begun) / 1000000))
    done | sort -n | sed -n "$(((runs + 1) / 2))p"
}

echo "load: $(cut -d' ' -f1 /proc/loadavg)"
printf '%-32s %8s %8s\n' feature ms over
base=
for feature in $(features "$@"); do
    ms=$(median "$feature")
    base=${base:-$ms}
    printf '%-32s %8d %+8d\n' "$feature" "$ms" $((ms - base))
done
