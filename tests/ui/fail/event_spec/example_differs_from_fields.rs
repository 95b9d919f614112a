//! An example is what the fields say, where that can be seen.

use serde::{Deserialize, Serialize};
use trigger::prelude::*;

#[event_spec(
    name = "user.created",
    examples(
        ada("Ada", json = r#"{ "e-mail": "ada@example.com", "displayName": 5, "visits": 1 }"#),
        bob("Bob", json = r#"{ "e-mail": null, "displayName": "Bob", "tags": ["a", 1], "nested": [] }"#),
    ),
)]
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserCreated {
    #[serde(rename = "e-mail")]
    email: String,
    display_name: String,
    #[serde(default)]
    tags: Vec<String>,
    visits: Option<u64>,
    #[serde(skip)]
    seen: bool,
    nested: Nested,
}

#[derive(Serialize, Deserialize)]
struct Nested {}

fn main() {}
