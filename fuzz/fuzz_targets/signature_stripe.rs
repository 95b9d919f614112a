//! What stands in `Stripe-Signature`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger_fuzz::{STRIPE, verify};

fuzz_target!(|data: &[u8]| verify(STRIPE, &["stripe-signature"], data));
