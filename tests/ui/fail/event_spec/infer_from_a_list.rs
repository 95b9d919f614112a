//! A payload is an object, so its examples are.

use trigger::prelude::*;

#[event_spec(
    name = "user.created",
    infer,
    examples(
        ada("Ada", json = r#"{ "id": 1 }"#),
        all("All", json = r#"[{ "id": 1 }]"#),
    ),
)]
struct UserCreated;

fn main() {}
