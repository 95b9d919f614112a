//! Places where Stripe puts objects of several kinds.

/// Declares an enum of objects that their field `object` tells apart. One of a kind that is not
/// declared is kept as it came.
macro_rules! one_of {
    (
        $(#[$doc:meta])* pub enum $name:ident {
            $($(#[$variant_doc:meta])* $variant:ident($object:ty) = $kind:literal,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant(Box<$object>),)+
            /// An object of a kind that this version of the library does not know.
            Other(::serde_json::Map<String, ::serde_json::Value>),
        }

        impl $name {
            /// The object's id; empty if one of an unknown kind has none.
            pub fn id(&self) -> &str {
                match self {
                    $(Self::$variant(object) => &object.id,)+
                    Self::Other(object) => {
                        object.get("id").and_then(::serde_json::Value::as_str).unwrap_or_default()
                    }
                }
            }

            /// What kind of object it is, as Stripe calls it; empty if it says nothing of it.
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $kind,)+
                    Self::Other(object) => {
                        let kind = object.get("object").and_then(::serde_json::Value::as_str);
                        kind.unwrap_or_default()
                    }
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Other(::serde_json::Map::new())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                use ::serde::de::Error as _;
                let object = ::serde_json::Map::deserialize(deserializer)?;
                match object.get("object").and_then(::serde_json::Value::as_str) {
                    $(Some($kind) => {
                        let object = ::serde_json::from_value(object.into());
                        object.map(Self::$variant).map_err(D::Error::custom)
                    })+
                    _ => Ok(Self::Other(object)),
                }
            }
        }
    };
}
pub(crate) use one_of;
