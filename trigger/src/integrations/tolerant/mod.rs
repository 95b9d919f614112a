//! Reading what providers send so that nothing they add, omit or send as `null` makes it unreadable.

mod manner;
mod object;
mod open_enum;

use serde::{Deserialize, Deserializer};

pub(crate) use manner::Manner;
pub(crate) use object::{Object, ReadAny, Slot, WriteAny, WriteOption, object, read, write};
pub(crate) use open_enum::open_enums;

/// Reads a field for which `null` means the same as its absence.
pub(crate) fn null_as_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de> + Default,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}
