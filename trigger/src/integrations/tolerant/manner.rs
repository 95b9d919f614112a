//! What providers write each in their own way.

use serde::de::MapAccess;
use serde::ser::SerializeMap;

use crate::time::Timestamp;

/// How a provider writes what JSON has no one way for.
pub(crate) trait Manner {
    /// Reads a field that is a time; `None` if it is `null`.
    ///
    /// # Errors
    ///
    /// When the value is no time.
    fn read_time<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Timestamp>, A::Error>;

    /// Writes a field that is a time.
    ///
    /// # Errors
    ///
    /// Those of the map.
    fn write_time<M: SerializeMap>(
        time: Timestamp,
        name: &'static str,
        map: &mut M,
    ) -> Result<(), M::Error>;

    /// Whether a field of this name is not written when it is false.
    fn omits_when_false(name: &str) -> bool {
        let _ = name;
        false
    }
}
