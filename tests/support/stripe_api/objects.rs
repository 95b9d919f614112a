//! What the API keeps beside webhook endpoints: customers, prices, payments and so on, one of each
//! connected account's apart from the others'.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::account::{Refusal, missing, refuse};
use super::form::Form;

/// A kind of objects.
struct Collection {
    path: &'static str,
    object: &'static str,
    prefix: &'static str,
    /// What must be given to create one.
    required: &'static [&'static str],
}

const fn collection(
    path: &'static str,
    object: &'static str,
    prefix: &'static str,
    required: &'static [&'static str],
) -> Collection {
    Collection {
        path,
        object,
        prefix,
        required,
    }
}

const COLLECTIONS: [Collection; 8] = [
    collection("products", "product", "prod", &["name"]),
    collection("prices", "price", "price", &["currency"]),
    collection("customers", "customer", "cus", &[]),
    collection(
        "subscriptions",
        "subscription",
        "sub",
        &["customer", "items"],
    ),
    collection("charges", "charge", "ch", &["amount", "currency"]),
    collection(
        "payment_intents",
        "payment_intent",
        "pi",
        &["amount", "currency"],
    ),
    collection(
        "checkout/sessions",
        "checkout.session",
        "cs_test",
        &["mode"],
    ),
    collection("refunds", "refund", "re", &[]),
];

/// What names a card that is always declined.
const DECLINED: [&str; 2] = ["tok_chargeDeclined", "pm_card_chargeDeclined"];

/// The objects, by their collection, oldest first.
#[derive(Debug, Default)]
pub(super) struct Objects {
    kept: BTreeMap<&'static str, Vec<Kept>>,
    created: usize,
}

#[derive(Debug)]
struct Kept {
    /// The connected account that it belongs to.
    account: Option<String>,
    json: Value,
}

impl Objects {
    pub(super) fn all(&self, collection: &str) -> Vec<Value> {
        let kept = self.kept.get(collection).into_iter().flatten();
        kept.map(|kept| kept.json.clone()).collect()
    }

    /// Adds an object of the account's own.
    pub(super) fn add(&mut self, collection: &'static str, json: Value) {
        let kept = Kept {
            account: None,
            json,
        };
        self.kept.entry(collection).or_default().push(kept);
    }

    pub(super) fn answer(
        &mut self,
        method: &Method,
        path: &str,
        form: &Form,
        account: Option<String>,
    ) -> Result<Value, Refusal> {
        let unknown = || refuse(404, "", "", "Unrecognized request URL");
        let path = path.strip_prefix("/v1/").ok_or_else(unknown)?;
        let found = COLLECTIONS.iter().find_map(|collection| {
            let rest = path.strip_prefix(collection.path)?;
            Some((collection, rest.strip_prefix('/')))
        });
        let (collection, id) = found.ok_or_else(unknown)?;
        match (method.as_str(), id) {
            ("POST", None) => self.create(collection, form, account),
            ("GET", None) => self.list(collection, form, account),
            ("GET", Some(id)) => Ok(self.find(collection, id, account)?.clone()),
            ("POST", Some(id)) => {
                let object = self.find(collection, id, account)?;
                change(object, form.json());
                Ok(object.clone())
            }
            ("DELETE", Some(id)) if collection.path == "subscriptions" => {
                let subscription = self.find(collection, id, account)?;
                if subscription["status"] == "canceled" {
                    return Err(no_such(collection, id));
                }
                subscription["status"] = json!("canceled");
                Ok(subscription.clone())
            }
            _ => Err(unknown()),
        }
    }

    fn create(
        &mut self,
        collection: &Collection,
        form: &Form,
        account: Option<String>,
    ) -> Result<Value, Refusal> {
        let fields = form.json();
        let lacks = |name: &&&str| !fields.contains_key(**name);
        if let Some(name) = collection.required.iter().find(lacks) {
            return Err(missing(name));
        }
        let card = fields.get("source").or(fields.get("payment_method"));
        if DECLINED
            .iter()
            .any(|token| card.is_some_and(|card| card == token))
        {
            return Err(declined());
        }
        self.created += 1;
        let id = format!("{}_1Tm{:06}", collection.prefix, self.created);
        let mut json = json!({
            "id": id,
            "object": collection.object,
            "created": 1_785_398_400,
            "livemode": false,
            "metadata": {},
        });
        complete(collection, &mut json);
        change(&mut json, fields);
        let kept = Kept {
            account,
            json: json.clone(),
        };
        self.kept.entry(collection.path).or_default().push(kept);
        Ok(json)
    }

    fn find(
        &mut self,
        collection: &Collection,
        id: &str,
        account: Option<String>,
    ) -> Result<&mut Value, Refusal> {
        let kept = self.kept.entry(collection.path).or_default();
        kept.iter_mut()
            .find(|kept| kept.json["id"] == id && kept.account == account)
            .map(|kept| &mut kept.json)
            .ok_or_else(|| no_such(collection, id))
    }

    fn list(
        &self,
        collection: &Collection,
        form: &Form,
        account: Option<String>,
    ) -> Result<Value, Refusal> {
        let limit = form.text("limit").map_or(Ok(10), str::parse).unwrap_or(0);
        if !(1..=100).contains(&limit) {
            return Err(refuse(
                400,
                "parameter_invalid_integer",
                "limit",
                "Invalid limit",
            ));
        }
        let mut wanted = form.json();
        wanted.retain(|name, _| name != "limit" && name != "starting_after");
        let fits = |json: &Value| wanted.iter().all(|(name, value)| json[name] == *value);
        let kept = self.kept.get(collection.path).into_iter().flatten().rev();
        let mut newest_first: Vec<_> = kept
            .filter(|kept| kept.account == account && fits(&kept.json))
            .map(|kept| &kept.json)
            .collect();
        if let Some(id) = form.text("starting_after") {
            let place = newest_first.iter().position(|json| json["id"] == id);
            let place = place.ok_or_else(|| no_such(collection, id))?;
            newest_first.drain(..=place);
        }
        let has_more = newest_first.len() > limit;
        newest_first.truncate(limit);
        Ok(json!({
            "object": "list",
            "url": format!("/v1/{}", collection.path),
            "has_more": has_more,
            "data": newest_first,
        }))
    }
}

/// What Stripe adds to what it is asked to create.
fn complete(collection: &Collection, json: &mut Value) {
    let id = json["id"].as_str().unwrap_or_default().to_owned();
    let (name, value) = match collection.object {
        "product" | "price" => ("active", json!(true)),
        "subscription" => ("status", json!("active")),
        "charge" | "refund" => ("status", json!("succeeded")),
        "payment_intent" => {
            json["client_secret"] = json!(format!("{id}_secret_canary"));
            ("status", json!("requires_payment_method"))
        }
        "checkout.session" => {
            json["client_secret"] = json!(format!("{id}_secret_canary"));
            (
                "url",
                json!(format!("https://checkout.stripe.com/c/pay/{id}")),
            )
        }
        _ => return,
    };
    json[name] = value;
}

/// Puts parameters in the place of fields: what is empty clears, metadata is added, and a
/// subscription's items become a list of it.
fn change(json: &mut Value, fields: Map<String, Value>) {
    for (name, value) in fields {
        match (name.as_str(), value) {
            ("metadata", Value::Object(entries)) => {
                for (name, value) in entries {
                    let text = value.as_str().map(str::to_owned);
                    json["metadata"][name] = text.unwrap_or_else(|| value.to_string()).into();
                }
            }
            ("items", Value::Array(items)) => {
                let item = |(index, item): (usize, Value)| {
                    let price = json!({ "id": item["price"] });
                    let id = format!("si_{index}");
                    json!({ "id": id, "price": price, "quantity": item["quantity"] })
                };
                let data: Vec<_> = items.into_iter().enumerate().map(item).collect();
                json["items"] = json!({ "object": "list", "data": data, "has_more": false });
            }
            (_, Value::String(text)) if text.is_empty() => json[name] = Value::Null,
            (_, value) => json[name] = value,
        }
    }
}

fn declined() -> Refusal {
    let error = json!({
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "generic_decline",
        "message": "Your card was declined.",
    });
    (402, json!({ "error": error }))
}

fn no_such(collection: &Collection, id: &str) -> Refusal {
    let message = format!("No such {}: '{id}'", collection.object);
    refuse(404, "resource_missing", "id", &message)
}
