//! What an event is: its name, its payload and how a person sees it.

use serde::de::DeserializeOwned;

use super::Properties;

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

    /// What a person wants to see of a payload at a glance.
    fn properties(payload: &Self::Payload) -> Properties {
        let _ = payload;
        Properties::new()
    }
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
