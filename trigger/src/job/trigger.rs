//! What starts a job.

use std::fmt;

use crate::source::{DynamicTrigger, Feed, Origin, SourceBinding, SourceKey, Via};
use crate::spec::{
    Due, DynamicSchedule, EventMeta, EventSpec, Example, Filtered, Properties, Schedule,
};

/// What starts a job: named in `#[job(trigger = …)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a trigger",
    label = "this starts no job",
    note = "declare an event with `#[event_spec(name = \"…\")]`, or name one of an integration, such as `stripe::on_price_created`"
)]
pub trait Trigger: 'static {
    /// What the trigger can be given in parentheses.
    type Parameters: Default;

    /// The events that start the job.
    fn binding(parameters: Self::Parameters) -> Binding;
}

/// Says that a trigger delivers payloads of the type `P`, so that a job whose payload differs is
/// told so in these words.
#[diagnostic::on_unimplemented(
    message = "this job takes `{P}`, which `{Self}` does not deliver",
    label = "the trigger delivers another type"
)]
pub trait Delivers<P> {}

impl<S: EventSpec> Trigger for S
where
    S::Origin: Origin,
{
    type Parameters = <S::Origin as Origin>::Params;

    fn binding(parameters: Self::Parameters) -> Binding {
        Binding::Events(vec![EventBinding {
            event: S::META,
            source: S::Origin::bind(parameters),
            feed: S::Origin::feed(),
            filter: S::filter,
            properties: |payload| {
                serde_json::from_str(payload)
                    .map(|payload| S::properties(&payload))
                    .unwrap_or_default()
            },
        }])
    }
}

impl<P: DynamicSchedule> Delivers<Self> for Due<P> {}

impl<T: DynamicTrigger> Delivers<Self> for Via<T> {}

/// `invoke`: nothing but a call starts the job.
#[derive(Clone, Copy, Debug)]
pub enum Invoke {}

impl Trigger for Invoke {
    type Parameters = ();

    fn binding((): ()) -> Binding {
        Binding::Invoke
    }
}

impl<P> Delivers<P> for Invoke {}

/// What starts a job, resolved.
#[derive(Clone, Debug)]
pub enum Binding {
    /// Each of these events.
    Events(Vec<EventBinding>),
    /// Each tick of a schedule.
    Schedule(Schedule),
    /// A call.
    Invoke,
}

impl Binding {
    /// `any(…)`: each of the events of several triggers.
    pub fn any(members: impl IntoIterator<Item = Self>) -> Self {
        let events = members.into_iter().flat_map(|member| match member {
            Self::Events(events) => events,
            Self::Schedule(_) | Self::Invoke => Vec::new(),
        });
        Self::Events(events.collect())
    }

    /// The events that start the job.
    pub fn events(&self) -> &[EventBinding] {
        match self {
            Self::Events(events) => events,
            Self::Schedule(_) | Self::Invoke => &[],
        }
    }

    /// The names of the events that start the job, each once.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for name in self.events().iter().flat_map(|bound| bound.event.names) {
            if !names.contains(name) {
                names.push(*name);
            }
        }
        names
    }

    /// The payloads that the job can be tried with.
    pub fn examples(&self) -> impl Iterator<Item = &'static Example> {
        self.events().iter().flat_map(|bound| bound.event.examples)
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Events(events) => {
                for (index, bound) in events.iter().enumerate() {
                    let before = if index == 0 { "" } else { ", " };
                    write!(f, "{before}{bound}")?;
                }
                Ok(())
            }
            Self::Schedule(schedule) => schedule.fmt(f),
            Self::Invoke => f.write_str("invoke"),
        }
    }
}

/// Events of one definition that start a job.
#[derive(Clone, Debug)]
pub struct EventBinding {
    /// What they are.
    pub event: EventMeta,
    /// The source that they must come through, if it is one that registers itself.
    pub source: Option<SourceBinding>,
    /// Where they come from if it is none.
    pub feed: Feed,
    /// Whether what arrives under one of their names is one of them.
    pub filter: fn(&str) -> Filtered,
    /// What a person wants to see of a payload at a glance.
    pub properties: fn(&str) -> Properties,
}

impl EventBinding {
    /// The key of the source that such events have.
    pub fn source_key(&self) -> Option<SourceKey> {
        match &self.source {
            Some(source) => Some(source.key.clone()),
            None => self.feed.key(),
        }
    }
}

impl fmt::Display for EventBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EventMeta { names, filter, .. } = self.event;
        f.write_str(&names.join(", "))?;
        match filter {
            "" => Ok(()),
            filter => write!(f, " if {filter}"),
        }
    }
}
