//! What Stripe says of an event beside the object that it is about.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::run::{AccountId, EventContext};

/// What Stripe says of an event beside the object that it is about.
///
/// ```
/// use trigger::integrations::stripe::{self, EventDetails};
/// use trigger::prelude::*;
///
/// #[job(trigger = stripe::on_product_updated)]
/// async fn note_new_names(product: stripe::Product, context: Context, io: Io) -> Result<()> {
///     let details = EventDetails::of(&context.event);
///     if let Some(old) = details.previous::<String>("name") {
///         io.log().info("renamed", json!({ "from": old, "to": product.name }));
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EventDetails {
    /// The connected account that the event is of; `None` for the account's own.
    pub account: Option<AccountId>,
    /// The API version in which the object is written.
    pub api_version: Option<String>,
    /// Whether it is real, as opposed to a test one.
    pub livemode: bool,
    /// The id of the request that caused it, `req_…`; `None` when Stripe did it by itself.
    pub request: Option<String>,
    /// The key under which that request was made once.
    pub idempotency_key: Option<String>,
    /// The object's fields that have changed, as they were before.
    pub previous_attributes: Map<String, Value>,
}

impl EventDetails {
    /// What Stripe said of an event; nothing of an event that is not Stripe's.
    pub fn of(event: &EventContext) -> Self {
        let context = &event.context;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        // In API versions before 2017-05-25 the request is its id.
        let request = &context["request"];
        Self {
            account: AccountId::of_event(context),
            api_version: text(&context["apiVersion"]),
            livemode: context["livemode"].as_bool().unwrap_or_default(),
            request: text(request).or_else(|| text(&request["id"])),
            idempotency_key: text(&request["idempotency_key"]),
            previous_attributes: context["previousAttributes"]
                .as_object()
                .cloned()
                .unwrap_or_default(),
        }
    }

    /// What a field of the object was before; `None` if it has not changed, or was something that is
    /// no `T`.
    pub fn previous<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        T::deserialize(self.previous_attributes.get(field)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::time::Timestamp;

    fn details(context: Value) -> EventDetails {
        EventDetails::of(&EventContext {
            id: "evt_1".to_owned(),
            name: "price.updated".to_owned(),
            timestamp: Timestamp::UNIX_EPOCH,
            context,
            payload: Arc::from(serde_json::value::to_raw_value(&()).expect("JSON")),
        })
    }

    #[test]
    fn what_an_envelope_says_is_typed() {
        let details = details(json!({
            "account": "acct_1",
            "apiVersion": "2026-07-29.dahlia",
            "livemode": true,
            "request": { "id": "req_1", "idempotency_key": "key" },
            "previousAttributes": { "active": false, "nickname": null },
        }));
        assert_eq!(details.account, Some("acct_1".into()));
        assert_eq!(details.api_version.as_deref(), Some("2026-07-29.dahlia"));
        assert!(details.livemode);
        assert_eq!(details.request.as_deref(), Some("req_1"));
        assert_eq!(details.idempotency_key.as_deref(), Some("key"));
        assert_eq!(details.previous("active"), Some(false));
        assert_eq!(details.previous::<String>("active"), None);
        assert_eq!(details.previous::<Option<String>>("nickname"), Some(None));
        assert_eq!(details.previous::<bool>("currency"), None);
    }

    #[test]
    fn what_is_not_said_is_not_made_up() {
        assert_eq!(details(json!({})), EventDetails::default());
        assert_eq!(details(Value::Null), EventDetails::default());
        let old = details(json!({ "request": "req_1" }));
        assert_eq!(old.request.as_deref(), Some("req_1"));
    }
}
