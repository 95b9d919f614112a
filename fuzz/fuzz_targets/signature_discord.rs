//! What stands in the headers that Discord signs with.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger_fuzz::{DISCORD, verify};

fuzz_target!(|data: &[u8]| verify(DISCORD, &["x-signature-ed25519", "x-signature-timestamp"], data));
