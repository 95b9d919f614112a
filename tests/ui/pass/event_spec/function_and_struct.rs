//! An event is written as a function over its payload, or as the payload itself.
#![deny(missing_docs, unreachable_pub, warnings)]

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::{EventSpec, Own};

/// A price.
#[derive(Serialize, Deserialize)]
struct Price {
    id: String,
    amount: u64,
}

/// When a price is created.
///
/// It is sent once.
#[event_spec(
    name = "price.created",
    icon = "stripe",
    examples(
        recurring("Recurring Price", json = r#"{ "id": "price_1", "amount": 2000 }"#),
        free("Free Price", json = r#"{ "id": "price_2", "amount": 0 }"#),
    ),
)]
fn on_price_created(price: &Price) -> Properties {
    properties! { "Price ID" => price.id, "Amount" => price.amount }
}

/// A group of events has several names.
#[event_spec(name = ["price.created", "price.updated"], title = "On Price", description = "Any.")]
fn on_price(Price { id, .. }: &Price) -> Properties {
    properties! { "Price ID" => id }
}

/// A user signed up.
#[event_spec(name = "user.created", source = Own)]
#[derive(Serialize, Deserialize)]
struct UserCreated {
    email: String,
}

fn main() {
    let meta = on_price_created::META;
    assert_eq!(meta.names, ["price.created"]);
    assert_eq!(meta.title, "On Price Created");
    assert_eq!(meta.icon, "stripe");
    assert_eq!(meta.description, "When a price is created.\n\nIt is sent once.");
    assert_eq!(meta.examples[0].id, "recurring");
    assert_eq!(meta.examples[1].name, "Free Price");

    let price: Price = serde_json::from_str(meta.examples[1].payload).unwrap();
    assert_eq!(on_price_created::properties(&price), on_price_created(&price));

    assert_eq!(on_price::META.names, ["price.created", "price.updated"]);
    assert_eq!(on_price::META.description, "Any.");
    assert_eq!(on_price::properties(&price), on_price(&price));

    assert_eq!(UserCreated::META.title, "User Created");
    let user = UserCreated { email: "ada@example.com".into() };
    assert!(UserCreated::properties(&user).is_empty());
    let _ = user.email;
}
