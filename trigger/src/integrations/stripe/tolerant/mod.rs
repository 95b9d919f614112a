//! Reading what Stripe sends so that nothing it adds, omits or sends as `null` makes it unreadable.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

mod list;
mod manners;
mod objects;
#[cfg(any(feature = "stripe-connect", feature = "stripe-customers"))]
mod one_of;

pub(super) use crate::integrations::tolerant::{null_as_default, open_enums};
pub use list::List;
pub(super) use manners::Manners;
pub(super) use objects::objects;
#[cfg(any(feature = "stripe-connect", feature = "stripe-customers"))]
pub(super) use one_of::one_of;

/// Another object, which Stripe names by its id unless the request asked for it to be expanded.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Expandable {
    /// The object's id.
    Id(String),
    /// The object with all its fields; for a deleted one little more than its id and
    /// `"deleted": true`.
    Object(Map<String, Value>),
}

impl Expandable {
    /// The object as the type that it has, such as a `Product`. `None` when there is only its id.
    ///
    /// # Errors
    ///
    /// When the object is not a `T`.
    pub fn read<T: DeserializeOwned>(&self) -> serde_json::Result<Option<T>> {
        match self {
            Self::Id(_) => Ok(None),
            Self::Object(object) => T::deserialize(object).map(Some),
        }
    }

    /// The object's id; empty if Stripe sent an object without one.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Object(object) => object.get("id").and_then(Value::as_str).unwrap_or_default(),
        }
    }
}

impl fmt::Display for Expandable {
    /// The object's id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

impl<'de> Deserialize<'de> for Expandable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdOrObject)
    }
}

struct IdOrObject;

impl<'de> Visitor<'de> for IdOrObject {
    type Value = Expandable;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id or an object")
    }

    fn visit_str<E: serde::de::Error>(self, id: &str) -> Result<Expandable, E> {
        Ok(Expandable::Id(id.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, id: String) -> Result<Expandable, E> {
        Ok(Expandable::Id(id))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Expandable, A::Error> {
        Map::deserialize(MapAccessDeserializer::new(map)).map(Expandable::Object)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::catalogue::price::PriceType;
    use super::*;

    #[test]
    fn an_unknown_value_is_read_and_written_back_as_it_came() {
        let json = json!(["one_time", "One_Time", ""]);
        let types: Vec<PriceType> = serde_json::from_value(json.clone()).expect("any text");
        assert_eq!(types[0], PriceType::OneTime);
        assert_eq!(types[1], PriceType::Other("One_Time".to_owned()));
        assert_eq!(types[2], PriceType::default());
        assert!(types[0] == "one_time" && types[1] == "One_Time");
        assert_eq!(serde_json::to_value(&types).expect("JSON"), json);
    }

    #[test]
    fn an_expandable_object_is_an_id_or_an_object() {
        for (json, id) in [
            (json!("prod_1"), "prod_1"),
            (
                json!({ "id": "prod_1", "name": "Gold", "features": [{ "a": null }] }),
                "prod_1",
            ),
            (json!({ "id": "prod_1", "deleted": true }), "prod_1"),
            (json!({}), ""),
        ] {
            let product: Expandable = serde_json::from_value(json.clone()).expect("either");
            assert_eq!(product.id(), id);
            assert_eq!(serde_json::to_value(&product).expect("JSON"), json);
        }
    }
}
