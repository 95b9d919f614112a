//! Reading what Stripe sends so that nothing it adds, omits or sends as `null` makes it unreadable.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Reads a field for which `null` means the same as its absence.
pub(super) fn null_as_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Default,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

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

/// Declares an enum of the values that Stripe has today for a field, with a variant for those that
/// it may add: reading never fails, and an unknown value is written back as it came.
///
/// Such an enum compares with text, so a filter can say `price.type_ == "recurring"`.
macro_rules! open_enum {
    ($(#[$doc:meta])* pub enum $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A value that this version of the library does not know; empty if Stripe sent none.
            Other(String),
        }

        impl $name {
            /// The value as Stripe writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text),
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.as_str() == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.as_str() == *text
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::from)
            }
        }
    };
}
pub(super) use open_enum;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::PriceType;
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
