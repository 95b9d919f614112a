//! Schemes of every shape.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger_fuzz::{SHAPES, verify};

const HEADERS: [&str; 3] = ["x-signature", "x-time", "x-id"];

fuzz_target!(|data: &[u8]| {
    if let Some((pick, data)) = data.split_first() {
        verify(SHAPES[usize::from(*pick) % SHAPES.len()], &HEADERS, data);
    }
});
