//! What stands in `X-Hub-Signature-256`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger_fuzz::{GITHUB, verify};

fuzz_target!(|data: &[u8]| verify(GITHUB, &["x-hub-signature-256"], data));
