//! How Stripe writes what JSON has no one way for.

use serde::de::{Error as _, MapAccess};
use serde::ser::SerializeMap;

use crate::integrations::tolerant::Manner;
use crate::time::Timestamp;

/// Times are the seconds since 1970.
pub(crate) enum Manners {}

impl Manner for Manners {
    fn read_time<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Timestamp>, A::Error> {
        let seconds: Option<i64> = map.next_value()?;
        let time = |seconds| Timestamp::from_second(seconds).map_err(A::Error::custom);
        seconds.map(time).transpose()
    }

    fn write_time<M: SerializeMap>(
        time: Timestamp,
        name: &'static str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.serialize_entry(name, &time.as_second())
    }

    /// Stripe says that something is deleted, and nothing of what is not.
    fn omits_when_false(name: &str) -> bool {
        name == "deleted"
    }
}
