//! What Stripe sends: an event, or an object that an event is about.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger::integrations::stripe::{self, StripeParams, StripeWebhook};
use trigger_fuzz::{STRIPE, handle, typed};

fuzz_target!(|data: &[u8]| {
    let params = StripeParams::default();
    let send = |body: &[u8]| handle::<StripeWebhook>(STRIPE, &params, &[], body, read);
    send(data);
    let before = br#"{"id":"evt_1","type":"price.created","created":1790000000,"data":{"object":"#;
    send(&[&before[..], data, b"}}"].concat());
});

fn read(_: &str, payload: &str) {
    typed::<stripe::Price>(payload);
    typed::<stripe::Product>(payload);
    typed::<stripe::Charge>(payload);
    typed::<stripe::CheckoutSession>(payload);
    typed::<stripe::Customer>(payload);
    typed::<stripe::Dispute>(payload);
    typed::<stripe::Invoice>(payload);
    typed::<stripe::PaymentIntent>(payload);
    typed::<stripe::PaymentMethod>(payload);
    typed::<stripe::Payout>(payload);
    typed::<stripe::Refund>(payload);
    typed::<stripe::SetupIntent>(payload);
    typed::<stripe::Subscription>(payload);
}
