//! Sources for APIs that send nothing: they are asked at intervals what is new.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::bound::{Feed, Origin};
use super::{NoParams, SourceBinding};
use crate::error::Result;
use crate::spec::{EventSpec, Integration};

/// A source that is asked, written with [`#[polling_source]`](macro@crate::polling_source). Each
/// item is an event.
pub trait PollingSource: EventSpec<Payload: Serialize> {
    /// The client that asks.
    type Integration: Integration;

    /// Its id and its interval.
    const POLLING: PollingMeta;

    /// Asks once for what is new since a cursor; the first time there is none.
    fn poll(
        integration: &Self::Integration,
        cursor: Option<Cursor>,
    ) -> impl Future<Output = Result<Polled<Self::Payload>>> + Send;
}

/// A polling source's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollingMeta {
    /// What names it.
    pub id: &'static str,
    /// How long after one answer the next question is asked.
    pub every: Duration,
}

impl PollingMeta {
    /// A source that is asked at this interval.
    pub const fn new(id: &'static str, every: Duration) -> Self {
        Self { id, every }
    }
}

impl fmt::Display for PollingMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} every {:?}", self.id, self.every)
    }
}

/// What an API answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled<T> {
    /// What is new, oldest first.
    pub items: Vec<T>,
    /// Where the next question begins; `None` keeps the cursor as it was.
    pub cursor: Option<Cursor>,
}

impl<T> Polled<T> {
    /// What is new, and where the next question begins.
    pub fn new(items: Vec<T>, cursor: impl Into<Cursor>) -> Self {
        Self {
            items,
            cursor: Some(cursor.into()),
        }
    }

    /// Nothing new.
    pub const fn nothing() -> Self {
        Self {
            items: Vec::new(),
            cursor: None,
        }
    }
}

/// Where a question begins: whatever the API calls it, such as a time or the id of the last item.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// The cursor as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The cursor as what it was made of.
    ///
    /// # Errors
    ///
    /// When it is not text of that.
    pub fn parse<T: std::str::FromStr>(&self) -> Result<T, T::Err> {
        self.0.parse()
    }
}

impl<T: fmt::Display> From<T> for Cursor {
    fn from(place: T) -> Self {
        Self(place.to_string())
    }
}

/// The origin of what a source is asked for.
#[derive(Debug)]
pub struct Asked<S>(PhantomData<S>);

impl<S: PollingSource> Origin for Asked<S>
where
    S::Payload: DeserializeOwned,
{
    type Params = NoParams;

    fn bind(NoParams {}: NoParams) -> Option<SourceBinding> {
        None
    }

    fn feed() -> Feed {
        Feed::Polling(S::POLLING, S::Integration::META)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_made_of_what_names_a_place_and_gives_it_back() {
        let cursor = Cursor::from(1_700_000_000_u64);
        assert_eq!(cursor.parse::<u64>(), Ok(1_700_000_000));
        let stored = serde_json::to_string(&cursor).expect("JSON");
        assert_eq!(stored, "\"1700000000\"");
        assert_eq!(
            Polled::new(vec![1], "page 2").cursor.expect("one").as_str(),
            "page 2"
        );
        assert_eq!(Polled::<u8>::nothing().cursor, None);
    }
}
