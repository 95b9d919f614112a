//! What stands in the headers that Slack signs with.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger_fuzz::{SLACK, verify};

fuzz_target!(|data: &[u8]| verify(SLACK, &["x-slack-signature", "x-slack-request-timestamp"], data));
