//! What the providers send whose webhooks a person sets up.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger::integrations::linear::LinearWebhook;
use trigger::integrations::shopify::{self, ShopifyWebhook};
use trigger::integrations::slack::SlackEvents;
use trigger::integrations::twilio::{self, TwilioWebhook};
use trigger::integrations::typeform::{self, TypeformWebhook};
use trigger::source::{NoParams, WebhookSource};
use trigger_fuzz::{SLACK, handle, typed};

fuzz_target!(|data: &[u8]| {
    let all = NoParams::default();
    handle::<SlackEvents>(SLACK, &all, &[], data, |_, _| {});
    handle::<LinearWebhook>(LinearWebhook::SCHEME, &all, &[], data, |_, _| {});
    handle::<TypeformWebhook>(TypeformWebhook::SCHEME, &all, &[], data, |_, payload| {
        typed::<typeform::FormResponse>(payload);
    });
    let topic = [
        ("x-shopify-topic", "orders/create"),
        ("x-shopify-webhook-id", "1"),
    ];
    handle::<ShopifyWebhook>(ShopifyWebhook::SCHEME, &all, &topic, data, |_, payload| {
        typed::<shopify::Order>(payload);
        typed::<shopify::Product>(payload);
        typed::<shopify::Customer>(payload);
    });
    handle::<TwilioWebhook>(TwilioWebhook::SCHEME, &all, &[], data, |_, payload| {
        typed::<twilio::Message>(payload);
        typed::<twilio::Call>(payload);
    });
});
