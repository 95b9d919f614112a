//! What requests are made with.

use serde::Serializer;
use serde::ser::SerializeMap;

/// Declares the parameters of requests, or parts of them.
///
/// A field that is `None` or empty is not sent; one that Stripe clears when it is sent empty is an
/// `Option`, and `Some` of something empty is sent. What has no field goes into `other`, under
/// Stripe's own names. `as` gives a name at Stripe that Rust cannot have, and times are sent as the
/// seconds since 1970.
macro_rules! parameters {
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$field_doc:meta])* pub $field:ident $(as $wire:literal)?: $type:ty,)*
        }
    )+) => {$(
        $(#[$doc])*
        ///
        /// What is `None` or empty is not sent.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            /// What has no field here, under the names that Stripe's reference gives.
            pub other: ::serde_json::Map<String, ::serde_json::Value>,
        }

        impl $crate::integrations::stripe::parameters::Parameters for $name {
            fn write<M: ::serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                #[allow(unused_imports, reason = "there may be nothing but times")]
                use $crate::integrations::tolerant::{Slot, WriteAny as _, WriteOption as _};
                use $crate::integrations::stripe::parameters::is_given;
                use $crate::integrations::stripe::tolerant::Manners;
                $(if is_given(&self.$field) {
                    Slot::<_, Manners>::of(&self.$field)
                        .write(parameters!(@wire $field $($wire)?), map)?;
                })*
                for (name, value) in &self.other {
                    map.serialize_entry(name, value)?;
                }
                Ok(())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::integrations::stripe::parameters::write(self, serializer)
            }
        }
    )+};

    (@wire $field:ident) => { stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };
}
pub(crate) use parameters;

/// What [`parameters!`] writes for a struct: its fields.
pub(crate) trait Parameters {
    /// Writes the fields that are given.
    ///
    /// # Errors
    ///
    /// Those of the map.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

/// Writes parameters.
///
/// # Errors
///
/// Those of the serializer.
pub(crate) fn write<P: Parameters, S: Serializer>(
    parameters: &P,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    parameters.write(&mut map)?;
    map.end()
}

/// Whether a field says anything.
pub(crate) fn is_given<T: Default + PartialEq>(value: &T) -> bool {
    *value != T::default()
}

#[cfg(test)]
mod tests {
    #![allow(unreachable_pub, reason = "the macro declares what is public")]

    use serde_json::json;

    use super::super::amount::Amount;
    use super::super::form;
    use crate::time::Timestamp;

    parameters! {
        /// A thing.
        pub struct Thing {
            /// Its name.
            pub name: String,
            /// What kind it is.
            pub type_ as "type": Option<String>,
            /// What it costs.
            pub amount: Option<Amount>,
            /// Until when.
            pub until: Option<Timestamp>,
            /// Whether it is.
            pub active: Option<bool>,
            /// Its parts.
            pub parts: Vec<Part>,
        }

        /// A part.
        pub struct Part {
            /// How many.
            pub quantity: Option<i64>,
        }
    }

    #[test]
    fn what_is_not_given_is_neither_sent_nor_shown() {
        assert_eq!(json!(Thing::default()), json!({}));
        assert_eq!(form::encode(&Thing::default()).expect("a form"), "");
    }

    #[test]
    fn what_is_given_is_sent_even_if_it_is_zero_false_or_empty() {
        let thing = Thing {
            name: "cup".to_owned(),
            type_: Some(String::new()),
            amount: Some(Amount(0)),
            until: Some(Timestamp::UNIX_EPOCH),
            active: Some(false),
            parts: vec![Part {
                quantity: Some(2),
                ..Default::default()
            }],
            other: [("colour".to_owned(), json!({ "rim": ["red"] }))]
                .into_iter()
                .collect(),
        };
        assert_eq!(
            form::encode(&thing).expect("a form"),
            "active=false&amount=0&colour[rim][0]=red&name=cup&parts[0][quantity]=2&type=&until=0"
        );
    }
}
