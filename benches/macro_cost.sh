#!/usr/bin/env bash
# What the attributes add to the time of `cargo check`, or of `cargo build`: 100 jobs, 100 events and
# 100 tasks, over the same code without attributes.
#
#     benches/macro_cost.sh [ITEMS] [RUNS] [check|build]
#
# It writes six packages below target/macro-cost, compiles what they depend on, and then compiles
# each package by itself several times, without incremental compilation. What it prints is the median
# and what one item adds to it, in milliseconds. Run it on a machine that does nothing else: it
# prints the load that it found.
set -euo pipefail
shopt -s inherit_errexit

items=${1:-100}
runs=${2:-7}
compile=${3:-check}
root=$(cd "$(dirname "$0")/.." && pwd)
bench=$root/target/macro-cost
export CARGO_TARGET_DIR=$bench/target CARGO_INCREMENTAL=0

# One item of a package: `item jobs plain 7`.
item() {
    local kind=$1 form=$2 n=$3 attribute=
    case $kind in
        jobs)
            [ "$form" = plain ] || attribute='#[job(trigger = crate::on_price, filter = |price| price.amount > 1)]'
            cat <<RUST
/// Job $n.
$attribute
pub async fn job_$n(price: crate::Price, io: Io) -> Result<u64> {
    io.log().info("price", price.id.as_str());
    Ok(price.amount)
}
RUST
            ;;
        events)
            [ "$form" = plain ] || attribute="#[event_spec(name = \"price.$n\")]"
            cat <<RUST
/// Event $n.
$attribute
pub fn on_price_$n(price: &crate::Price) -> Properties {
    properties! { "Price ID" => price.id, "Amount" => price.amount }
}
RUST
            ;;
        tasks)
            [ "$form" = plain ] || attribute='#[task(retry(limit = 3), timeout = "30s")]'
            cat <<RUST
/// Task $n.
$attribute
pub async fn task_$n(id: String, amount: u64) -> Result<u64> {
    Ok(amount + id.len() as u64)
}
RUST
            ;;
    esac
}

package() {
    local kind=$1 form=$2 folder=$bench/$1-$2
    mkdir -p "$folder/src"
    cat >"$folder/Cargo.toml" <<TOML
[package]
name = "$kind-$form"
version = "0.0.0"
edition = "2024"

[dependencies]
trigger = { path = "$root/trigger", default-features = false }
serde = { version = "1", features = ["derive"] }
TOML
    {
        cat <<'RUST'
//! Measured.
use trigger::prelude::*;

/// A price.
#[derive(serde::Deserialize)]
pub struct Price {
    /// Its id.
    pub id: String,
    /// How much it is.
    pub amount: u64,
}

/// When a price is created.
#[event_spec(name = "price.created")]
pub fn on_price(price: &Price) -> Properties {
    properties! { "Price ID" => price.id }
}
RUST
        for n in $(seq "$items"); do item "$kind" "$form" "$n"; done
    } >"$folder/src/lib.rs"
}

# The median of some compilations of one package, in milliseconds.
median() {
    for _ in $(seq "$runs"); do
        touch "$bench/$1/src/lib.rs"
        local before after
        before=$(date +%s%N)
        cargo "$compile" --quiet --manifest-path "$bench/Cargo.toml" --package "$1"
        after=$(date +%s%N)
        echo $(((after - before) / 1000000))
    done | sort -n | sed -n "$(((runs + 1) / 2))p"
}

for kind in jobs events tasks; do
    for form in plain attributes; do package "$kind" "$form"; done
done
printf '[workspace]\nresolver = "3"\nmembers = ["jobs-*", "events-*", "tasks-*"]\n' >"$bench/Cargo.toml"
cp "$root/Cargo.lock" "$bench/Cargo.lock"
cargo "$compile" --quiet --manifest-path "$bench/Cargo.toml" --workspace

printf 'cargo %s, %s\n' "$compile" "$(uptime | sed 's/.*load/load/')"
for kind in jobs events tasks; do
    plain=$(median "$kind-plain")
    attributes=$(median "$kind-attributes")
    awk -v kind="$kind" -v n="$items" -v plain="$plain" -v with="$attributes" 'BEGIN {
        printf "%d %-7s %5d ms without attributes, %5d ms with: %.1f ms each\n", \
            n, kind, plain, with, (with - plain) / n
    }'
done
