//! Stripe's events as triggers.

use super::price::Price;
use super::source::StripeWebhook;
use crate::event_spec;
use crate::spec::Properties;

/// Declares the events of one payload type, a line each: the handle, the name at Stripe (or the
/// names, for a group), and what a person calls it.
macro_rules! events {
    (
        $payload:ident, examples $examples:tt
        $($(#[$doc:meta])* $handle:ident = $name:tt, $title:tt;)+
    ) => {$(
        $(#[$doc])*
        #[event_spec(
            name = $name,
            title = $title,
            source = StripeWebhook,
            icon = "stripe",
            examples $examples,
        )]
        pub fn $handle(payload: &$payload) -> Properties {
            payload.properties()
        }
    )+};
}

events! {
    Price, examples(
        recurring("Recurring Price", "examples/stripe/price_recurring.json"),
        one_time("One-Time Price", "examples/stripe/price_one_time.json"),
    )

    /// A price was created.
    on_price_created = "price.created", "On Price Created";

    /// A price was changed; `previousAttributes` in the event's context says what it was before.
    on_price_updated = "price.updated", "On Price Updated";

    /// A price was deleted.
    on_price_deleted = "price.deleted", "On Price Deleted";

    /// A price was created, changed or deleted; `context.event.name` says which.
    on_price = ["price.created", "price.updated", "price.deleted"], "On Price";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Delivers, Trigger};
    use crate::spec::EventSpec;

    fn check<E: EventSpec<Payload = Price> + Delivers<Price> + Trigger>(names: &[&str]) {
        assert_eq!(E::META.names, names);
        assert_eq!(E::META.icon, "stripe");
        assert!(!E::META.description.is_empty());
        let ids: Vec<_> = E::META.examples.iter().map(|example| example.id).collect();
        assert_eq!(ids, ["recurring", "one_time"]);
        for example in E::META.examples {
            let price: Price = serde_json::from_str(example.payload).expect("a price");
            assert_eq!(price.type_.as_str(), example.id);
            let labels: Vec<_> = E::properties(&price)
                .iter()
                .map(|property| property.label.clone())
                .collect();
            assert_eq!(labels, ["Price ID", "Amount", "Product"]);
        }
    }

    #[test]
    fn each_event_has_its_names_and_examples_that_are_its_payload() {
        check::<on_price_created>(&["price.created"]);
        check::<on_price_updated>(&["price.updated"]);
        check::<on_price_deleted>(&["price.deleted"]);
        check::<on_price>(&["price.created", "price.updated", "price.deleted"]);
    }
}
