//! What stands in the headers of Standard Webhooks.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger::source::signature::Scheme;
use trigger_fuzz::verify;

const HEADERS: [&str; 3] = ["webhook-signature", "webhook-timestamp", "webhook-id"];

fuzz_target!(|data: &[u8]| verify(Scheme::STANDARD_WEBHOOKS, &HEADERS, data));
