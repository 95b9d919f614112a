//! Objects to which a provider may add fields, and from which it may take them.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::manner::Manner;
use crate::time::Timestamp;

/// Declares an object: its documentation, its name, its fields, what its [`Object`] has of its own,
/// and the provider's [`Manner`].
///
/// A field that is missing or `null` has its type's default, so `None` where that makes a
/// difference; a field that is not declared is kept in `other`, and written back with the rest.
/// `as` gives a field's name at the provider where Rust cannot have it.
///
/// It is shorter to compile than what serde derives: an object is a few lines around [`read`] and
/// [`write`], which all objects share.
macro_rules! object {
    ({$($doc:tt)*} $name:ident {
        $($(#[$field_doc:meta])* pub $field:ident $(as $wire:literal)?: $type:ty,)*
    } {$($id:tt)*}, $manner:ty) => {
        $($doc)*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            /// The fields that this version of the library does not know.
            pub other: ::serde_json::Map<String, ::serde_json::Value>,
        }

        impl $crate::integrations::tolerant::Object for $name {
            const NAME: &'static str = stringify!($name);

            $($id)*

            fn read<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                field: &str,
                map: &mut A,
            ) -> Result<(), A::Error> {
                #[allow(unused_imports, reason = "an object may have nothing but times")]
                use $crate::integrations::tolerant::{ReadAny as _, Slot};
                match field {
                    $($crate::integrations::tolerant::object!(@wire $field $($wire)?) => {
                        Slot::<_, $manner>::of(&mut self.$field).read(map)?;
                    })*
                    unknown => {
                        self.other.insert(unknown.to_owned(), map.next_value()?);
                    }
                }
                Ok(())
            }

            fn write<M: ::serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                #[allow(unused_imports, reason = "an object may have nothing but times")]
                use $crate::integrations::tolerant::{Slot, WriteAny as _, WriteOption as _};
                $(Slot::<_, $manner>::of(&self.$field).write(
                    $crate::integrations::tolerant::object!(@wire $field $($wire)?),
                    map,
                )?;)*
                for (name, value) in &self.other {
                    map.serialize_entry(name, value)?;
                }
                Ok(())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::integrations::tolerant::write(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::integrations::tolerant::read(deserializer)
            }
        }
    };

    (@wire $field:ident) => { stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };
}
pub(crate) use object;

/// What [`object!`] writes for an object: its fields, one at a time.
pub(crate) trait Object: Default {
    /// What the object is called.
    const NAME: &'static str;

    /// The field that must be there and is not.
    fn missing(&self) -> Option<&'static str> {
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
/// When a field is missing that must be there, or is not of its type.
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
        match object.missing() {
            Some(field) => Err(A::Error::missing_field(field)),
            None => Ok(object),
        }
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

/// A field of an object, written in the manner of `T`. Times have their own way of being read and
/// written; of methods of one name, Rust takes the one of the very type (times), then a trait's
/// by value ([`WriteOption`]), then a trait's by reference ([`WriteAny`]).
pub(crate) struct Slot<F, T>(F, PhantomData<T>);

impl<F, T> Slot<F, T> {
    pub(crate) fn of(field: F) -> Self {
        Self(field, PhantomData)
    }
}

/// A field that is a time, or may be one.
pub(crate) trait Time {
    fn set(&mut self, time: Option<Timestamp>);
    fn get(&self) -> Option<Timestamp>;
}

impl Time for Timestamp {
    fn set(&mut self, time: Option<Timestamp>) {
        *self = time.unwrap_or_default();
    }

    fn get(&self) -> Option<Timestamp> {
        Some(*self)
    }
}

impl Time for Option<Timestamp> {
    fn set(&mut self, time: Option<Timestamp>) {
        *self = time;
    }

    fn get(&self) -> Option<Timestamp> {
        *self
    }
}

impl<F: Time, T: Manner> Slot<&mut F, T> {
    pub(crate) fn read<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
        self.0.set(T::read_time(map)?);
        Ok(())
    }
}

/// Reads what is no time.
pub(crate) trait ReadAny<'de> {
    fn read<A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error>;
}

impl<'de, F: Deserialize<'de> + Default, T> ReadAny<'de> for Slot<&mut F, T> {
    fn read<A: MapAccess<'de>>(self, map: &mut A) -> Result<(), A::Error> {
        *self.0 = map.next_value::<Option<F>>()?.unwrap_or_default();
        Ok(())
    }
}

impl<F: Time, T: Manner> Slot<&F, T> {
    pub(crate) fn write<M: SerializeMap>(
        self,
        name: &'static str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        let time = self.0.get();
        time.map_or(Ok(()), |time| T::write_time(time, name, map))
    }
}

impl<T: Manner> Slot<&bool, T> {
    pub(crate) fn write<M: SerializeMap>(
        self,
        name: &'static str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        if !self.0 && T::omits_when_false(name) {
            return Ok(());
        }
        map.serialize_entry(name, self.0)
    }
}

/// Writes what there may not be.
pub(crate) trait WriteOption {
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error>;
}

impl<F: Serialize, T> WriteOption for Slot<&Option<F>, T> {
    fn write<M: SerializeMap>(self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        let value = self.0.as_ref();
        value.map_or(Ok(()), |value| map.serialize_entry(name, value))
    }
}

/// Writes what is neither a time nor an option.
pub(crate) trait WriteAny {
    fn write<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error>;
}

impl<F: Serialize, T> WriteAny for Slot<&F, T> {
    fn write<M: SerializeMap>(&self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, self.0)
    }
}
