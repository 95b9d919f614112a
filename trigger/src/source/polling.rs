//! Sources for APIs that send nothing: they are asked at intervals what is new.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest, Sha256};

use super::bound::{Feed, Origin};
use super::{NoParams, SourceBinding};
use crate::error::{Error, Result};
use crate::run::BoxFuture;
use crate::spec::{EventSpec, Integration, IntegrationMeta};

/// A source that is asked, written with [`#[polling_source]`](macro@crate::polling_source). Each
/// item is an event.
pub trait PollingSource: EventSpec<Payload: Serialize> {
    /// The client that asks.
    type Integration: Integration;

    /// Its id, its interval and where it begins.
    const POLLING: PollingMeta;

    /// What tells an item that was found before from a new one; without it, its content does.
    fn event_id(item: &Self::Payload) -> Option<String> {
        let _ = item;
        None
    }

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
    /// What becomes of the first answer.
    pub from: StartFrom,
}

/// What becomes of what a source finds the first time that it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StartFrom {
    /// Everything that it finds is new.
    #[default]
    Everything,
    /// It is known already: only what comes later is new.
    Now,
}

impl PollingMeta {
    /// A source that is asked at this interval.
    pub const fn new(id: &'static str, every: Duration) -> Self {
        Self {
            id,
            every,
            from: StartFrom::Everything,
        }
    }

    /// With another beginning.
    #[must_use]
    pub const fn from(mut self, from: StartFrom) -> Self {
        self.from = from;
        self
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
        Feed::Polling(Polling::of::<S>())
    }
}

/// A [`PollingSource`], its type erased: what the engine works with.
#[derive(Clone, Copy, Debug)]
pub struct Polling {
    /// Its definition.
    pub meta: PollingMeta,
    /// The integration that asks.
    pub integration: IntegrationMeta,
    /// The handle's type, which tells two sources of one id apart.
    pub type_name: &'static str,
    /// Asks, with the app's client of the integration.
    pub ask: Ask,
}

/// Asks once, with the app's client of the integration.
type Ask = fn(Arc<dyn Any + Send + Sync>, Option<Cursor>) -> BoxFuture<'static, Result<Found>>;

/// What an API answered, as the engine keeps it.
#[derive(Debug, Default)]
pub struct Found {
    /// What is new, oldest first.
    pub items: Vec<FoundItem>,
    /// Where the next question begins; `None` keeps the cursor as it was.
    pub cursor: Option<Cursor>,
}

/// An item as the engine keeps it.
#[derive(Debug)]
pub struct FoundItem {
    /// What tells it from others.
    pub id: String,
    /// What it carries.
    pub payload: Box<RawValue>,
}

impl Polling {
    /// The source of a handle.
    pub fn of<S: PollingSource>() -> Self {
        Self {
            meta: S::POLLING,
            integration: S::Integration::META,
            type_name: std::any::type_name::<S>(),
            ask: |client, cursor| Box::pin(ask::<S>(client, cursor)),
        }
    }
}

async fn ask<S: PollingSource>(
    client: Arc<dyn Any + Send + Sync>,
    cursor: Option<Cursor>,
) -> Result<Found> {
    let client = client
        .downcast_ref::<S::Integration>()
        .ok_or_else(|| Error::permanent("the integration is of another type"))?;
    let Polled { items, cursor } = S::poll(client, cursor).await?;
    let items = items.iter().map(|item| {
        let payload = to_raw_value(item)?;
        let id = S::event_id(item).unwrap_or_else(|| by_content(&payload));
        Ok(FoundItem { id, payload })
    });
    Ok(Found {
        items: items.collect::<Result<_>>()?,
        cursor,
    })
}

/// What tells an item from others that has no id: the same content is the same item.
fn by_content(payload: &RawValue) -> String {
    let digest = hex::encode(Sha256::digest(payload.get()));
    format!("sha256:{digest}")
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
