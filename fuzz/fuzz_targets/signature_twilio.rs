//! What stands in `X-Twilio-Signature`, and in the form that is signed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger_fuzz::{TWILIO, verify};

fuzz_target!(|data: &[u8]| verify(TWILIO, &["x-twilio-signature"], data));
