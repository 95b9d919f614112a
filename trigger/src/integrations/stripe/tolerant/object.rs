//! Objects to which Stripe may add fields, and from which it may take them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time::Timestamp;

/// Declares objects of Stripe's, or parts of them.
///
/// A field that is missing or `null` has its type's default, so `None` where that makes a
/// difference; a field that is not declared is kept in `other`, and written back with the rest.
/// What many objects have is named behind the colon and need not be declared again; of these, `id`
/// is the one thing that must be there. `as` gives a field's name at Stripe where Rust cannot have
/// it, and times are the seconds since 1970 that Stripe sends.
///
/// It is shorter to compile than what serde derives: an object is a few lines around [`read`] and
/// [`write`], which all objects share.
macro_rules! objects {
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident $(: $($shared:ident),+)? { $($own:tt)* }
    )+) => {$(
        objects!(@share [$($($shared)+)?] {$(#[$doc])*} $name {} {$($own)*} {});
    )+};

    (@share [id $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt {}) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// The object's id, the one field that is always there.
            pub id: String,
            /// What kind of object it is, as Stripe calls it.
            pub object: String,
        } $own {
            fn id(&self) -> Option<&str> {
                Some(&self.id)
            }
        });
    };
    (@share [object $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// What kind of object it is, as Stripe calls it.
            pub object: String,
        } $own $id);
    };
    (@share [created $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// When it was created.
            pub created: $crate::time::Timestamp,
        } $own $id);
    };
    (@share [livemode $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// Whether it is real, as opposed to a test one.
            pub livemode: bool,
        } $own $id);
    };
    (@share [metadata $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// What the account keeps with it.
            pub metadata: ::std::collections::BTreeMap<String, String>,
        } $own $id);
    };
    (@share [deleted $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// Whether it has been deleted; all but its id may then be missing.
            pub deleted: bool,
        } $own $id);
    };
    (@share [] {$($doc:tt)*} $name:ident {$($shared:tt)*} {$($own:tt)*} $id:tt) => {
        objects!(@declare {
            $($doc)*
            ///
            /// A field that Stripe does not send, or sends as `null`, has its default.
        } $name {$($shared)* $($own)*} $id);
    };

    (@declare {$($doc:tt)*} $name:ident {
        $($(#[$field_doc:meta])* pub $field:ident $(as $wire:literal)?: $type:ty,)*
    } {$($id:tt)*}) => {
        $($doc)*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            /// The fields that this version of the library does not know.
            pub other: ::serde_json::Map<String, ::serde_json::Value>,
        }

        impl $crate::integrations::stripe::tolerant::Object for $name {
            const NAME: &'static str = stringify!($name);

            $($id)*

            fn read<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                field: &str,
                map: &mut A,
            ) -> Result<(), A::Error> {
                #[allow(unused_imports, reason = "an object may have nothing but times")]
                use $crate::integrations::stripe::tolerant::{ReadAny as _, Slot};
                match field {
                    $(objects!(@wire $field $($wire)?) => Slot(&mut self.$field).read(map)?,)*
                    unknown => {
                        self.other.insert(unknown.to_owned(), map.next_value()?);
                    }
                }
                Ok(())
            }

            fn write<M: ::serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                #[allow(unused_imports, reason = "an object may have nothing but times")]
                use $crate::integrations::stripe::tolerant::{Slot, WriteAny as _, WriteOption as _};
                $(Slot(&self.$field).write(objects!(@wire $field $($wire)?), map)?;)*
                for (name, value) in &self.other {
                    map.serialize_entry(name, value)?;
                }
                Ok(())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::integrations::stripe::tolerant::write(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::integrations::stripe::tolerant::read(deserializer)
            }
        }
    };

    (@wire $field:ident) => { stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };
}
pub(crate) use objects;

/// What [`objects!`] writes for an object: its fields, one at a time.
pub(crate) trait Object: Default {
    /// What the object is called.
    const NAME: &'static str;

    /// The object's id; `None` if such objects have none.
    fn id(&self) -> Option<&str> {
        None
    }

    /// Reads the value of a field.
    ///
    /// # Errors
    ///
    /// When the value is not one of the field's type.
    fn read<'de, A: MapAccess<'de>>(&mut self, field: &str, map: &mut A) -> Result<(), A::Error>;

    /// Writes all fields.
    ///
    /// # Errors
    ///
    /// Those of the map.
    fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

/// Reads an object.
///
/// # Errors
///
/// When it has no id though such objects have one, or a field is not of its type.
pub(crate) fn read<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Fields(PhantomData))
}

/// Writes an object.
///
/// # Errors
///
/// Those of the serializer.
pub(crate) fn write<T: Object, S: Serializer>(
    object: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    object.write(&mut map)?;
    map.end()
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        let mut field = String::new();
        while map.next_key_seed(Name(&mut field))?.is_some() {
            object.read(&field, &mut map)?;
        }
        if object.id() == Some("") {
            return Err(A::Error::missing_field("id"));
        }
        Ok(object)
    }
}

/// Reads a field's name into a buffer, the same for all fields of an object.
struct Name<'b>(&'b mut String);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<(), E> {
        self.0.clear();
        self.0.push_str(name);
        Ok(())
    }
}

/// A field. Times have their own way of being read and written; of methods of one name, Rust takes
/// the one of the very type (times), then a trait's by value ([`WriteOption`]), then a trait's by
/// reference ([`WriteAny`]).
pub(crate) struct Slot<F>(pub(crate) F);

impl Slot<&mut Timestamp> {
    pub(crate) fn read<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
        *self.0 = time(map)?.unwrap_or_default();
        Ok(())
    }
}

impl Slot<&mut Option<Timestamp>> {
    pub(crate) fn read<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
        *self.0 = time(map)?;
        Ok(())
    }
}

fn time<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Timestamp>, A::Error> {
    let seconds: Option<i64> = map.next_value()?;
    let time = |seconds| Timestamp::from_second(seconds).map_err(A::Error::custom);
    seconds.map(time).transpose()
}

/// Reads what is no time.
pub(crate) trait ReadAny<'de> {
    fn read<A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error>;
}

impl<'de, T: Deserialize<'de> + Default> ReadAny<'de> for Slot<&mut T> {
    fn read<A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
        *self.0 = map.next_value::<Option<T>>()?.unwrap_or_default();
        Ok(())
    }
}

impl Slot<&Timestamp> {
    pub(crate) fn write<M: SerializeMap>(
        self,
        name: &'static str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.serialize_entry(name, &self.0.as_second())
    }
}

impl Slot<&Option<Timestamp>> {
    pub(crate) fn write<M: SerializeMap>(
        self,
        name: &'static str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        self.0.map_or(Ok(()), |time| Slot(&time).write(name, map))
    }
}

/// Stripe says that something is deleted, and nothing of what is not.
impl Slot<&bool> {
    pub(crate) fn write<M: SerializeMap>(
        self,
        name: &'static str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match (name, self.0) {
            ("deleted", false) => Ok(()),
            (_, value) => map.serialize_entry(name, value),
        }
    }
}

/// Writes what there may not be.
pub(crate) trait WriteOption {
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error>;
}

impl<T: Serialize> WriteOption for Slot<&Option<T>> {
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        let value = self.0.as_ref();
        value.map_or(Ok(()), |value| map.serialize_entry(name, value))
    }
}

/// Writes what is neither a time nor an option.
pub(crate) trait WriteAny {
    fn write<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error>;
}

impl<T: Serialize> WriteAny for Slot<&T> {
    fn write<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, self.0)
    }
}
