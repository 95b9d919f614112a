#!/usr/bin/env bash
# What an editor sees of the attributes: hover, go to definition and completion, asked of a real
# rust-analyzer.
#
#     tests/editor.sh
#
# The first run builds rust-analyzer, pinned, below target/editor; that takes a quarter of an hour
# and is why the tests in tests/editor.rs are left out where TRIGGER_RUST_ANALYZER names none.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.0.330
tools=$PWD/target/editor/rust-analyzer-$version
if [ ! -x "$tools/bin/rust-analyzer" ]; then
    cargo install ra_ap_rust-analyzer --version "$version" --locked \
        --root "$tools" --target-dir target/editor/build
fi
TRIGGER_RUST_ANALYZER=$tools/bin/rust-analyzer cargo test --test editor -- --nocapture "$@"
