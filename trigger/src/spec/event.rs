//! What an event is: its name, its payload and how a person sees it.

use serde::de::DeserializeOwned;

use super::{PayloadError, Properties, Verdict, decode};

/// An event that jobs can be triggered by, written with [`#[event_spec]`](macro@crate::event_spec).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a trigger",
    label = "this names no event",
    note = "declare an event with `#[event_spec(name = \"…\")]`, or name one of an integration, such as `stripe::on_price_created`"
)]
pub trait EventSpec: Send + Sync + 'static {
    /// What the event carries.
    type Payload: DeserializeOwned + Send + 'static;

    /// Where the event comes from: an [`ExternalSource`](crate::source::ExternalSource), or
    /// [`Own`] for events that the app sends itself.
    type Origin: 'static;

    /// The event's name, title and examples.
    const META: EventMeta;

    /// Whether what arrives under one of the event's names is this event. Events that share a name
    /// differ by it.
    ///
    /// It is given the payload as JSON, because it is asked before anybody knows that this is a
    /// [`Self::Payload`]: [`filtered`] reads as much of it as the answer needs.
    ///
    /// # Errors
    ///
    /// When the payload is nothing that can be asked.
    fn filter(payload: &str) -> Filtered {
        let _ = payload;
        Ok(Verdict::Matched)
    }

    /// What a person wants to see of a payload at a glance.
    fn properties(payload: &Self::Payload) -> Properties {
        let _ = payload;
        Properties::new()
    }
}

/// What an event's filter says of a payload.
pub type Filtered = Result<Verdict, PayloadError>;

/// Reads a payload as a `P` and asks a filter: what [`EventSpec::filter`] returns.
///
/// # Errors
///
/// When the payload is no `P`.
pub fn filtered<P: DeserializeOwned>(
    payload: &str,
    filter: impl FnOnce(&P) -> Verdict,
) -> Filtered {
    decode(payload).map(|payload| filter(&payload))
}

/// The origin of events that the app sends itself, with `io.send_event` or from the command line.
#[derive(Clone, Copy, Debug)]
pub enum Own {}

/// An event's definition.
#[derive(Clone, Copy, Debug)]
pub struct EventMeta {
    /// The names under which the event arrives; several for a group such as `stripe::on_price`.
    pub names: &'static [&'static str],
    /// What a person calls it.
    pub title: &'static str,
    /// The name of its icon, usually the integration's.
    pub icon: &'static str,
    /// Its documentation.
    pub description: &'static str,
    /// Payloads that it can be tried with.
    pub examples: &'static [Example],
    /// The source text of its filter; empty when everything of its names is this event.
    pub filter: &'static str,
    /// What to use in its place if it is deprecated, which may be empty.
    pub deprecated: Option<&'static str>,
}

impl EventMeta {
    /// An event of one name, which is its title too.
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            title: "",
            icon: "event",
            description: "",
            examples: &[],
            filter: "",
            deprecated: None,
        }
    }

    /// With what a person calls it.
    #[must_use]
    pub const fn title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    /// With the name of its icon.
    #[must_use]
    pub const fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    /// With its documentation.
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// With payloads that it can be tried with.
    #[must_use]
    pub const fn examples(mut self, examples: &'static [Example]) -> Self {
        self.examples = examples;
        self
    }

    /// With the source text of its filter.
    #[must_use]
    pub const fn filter(mut self, filter: &'static str) -> Self {
        self.filter = filter;
        self
    }

    /// Deprecated; `instead` says what to use in its place.
    #[must_use]
    pub const fn deprecated(mut self, instead: &'static str) -> Self {
        self.deprecated = Some(instead);
        self
    }
}

/// A payload that a person can try a job with.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What the command line and the test page call it.
    pub id: &'static str,
    /// What a person calls it.
    pub name: &'static str,
    /// The payload, as JSON.
    pub payload: &'static str,
}

impl Example {
    /// An example of the given id, name and JSON payload.
    pub const fn new(id: &'static str, name: &'static str, payload: &'static str) -> Self {
        Self { id, name, payload }
    }
}
