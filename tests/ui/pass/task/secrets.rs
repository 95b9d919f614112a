//! What of a call is a secret is not shown with it.
#![deny(warnings)]

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::{Redaction, Task};

/// Not `Serialize`, so not shown.
#[derive(Clone)]
struct Client;

#[derive(Serialize, Deserialize)]
struct Receipt {
    id: u64,
    card: Vec<Card>,
}

#[derive(Serialize, Deserialize)]
struct Card {
    number: String,
}

#[task(redact(token, "/card/*/number"), properties = |order| properties! { "Order" => order })]
async fn charge(order: u64, client: Client, token: String) -> Result<Receipt> {
    let _ = client;
    Ok(Receipt { id: order, card: vec![Card { number: token }] })
}

#[task(sealed)]
async fn sign_in(password: String) -> Result<String> {
    Ok(password)
}

fn main() {
    let call = charge(7, Client, "tok_1".to_owned());
    assert_eq!(format!("{call:?}"), r#"charge(order: 7, token: "(secret)")"#);
    assert_eq!(call.params().get("order"), Some(&json!(7)));
    assert_eq!(charge::META.redaction, Redaction::Parts(&["/card/*/number"]));
    let call = sign_in("tok_1".to_owned());
    assert_eq!(format!("{call:?}"), "sign_in()");
    assert_eq!(sign_in::META.redaction, Redaction::Everything);
}
