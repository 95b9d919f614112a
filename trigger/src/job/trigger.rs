//! What starts a job.

use std::fmt;

use crate::source::{Feed, Origin, SourceBinding};
use crate::spec::{Due, DynamicSchedule, EventMeta, EventSpec, Example, Properties, Schedule};

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
            properties: |payload| {
                serde_json::from_str(payload)
                    .map(|payload| S::properties(&payload))
                    .unwrap_or_default()
            },
        }])
    }
}

impl<P: DynamicSchedule> Delivers<Self> for Due<P> {}

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

macro_rules! any_of {
    ($($member:ident),*) => {
        /// `any(…)`: each of the triggers starts the job.
        impl<$($member: Trigger),*> Trigger for ($($member,)*) {
            type Parameters = ($($member::Parameters,)*);

            #[allow(non_snake_case)]
            fn binding(($($member,)*): Self::Parameters) -> Binding {
                let mut events = Vec::new();
                $(
                    if let Binding::Events(of_member) = <$member as Trigger>::binding($member) {
                        events.extend(of_member);
                    }
                )*
                Binding::Events(events)
            }
        }
    };
}

any_of!(A, B);
any_of!(A, B, C);
any_of!(A, B, C, D);
any_of!(A, B, C, D, E);
any_of!(A, B, C, D, E, F);
any_of!(A, B, C, D, E, F, G);
any_of!(A, B, C, D, E, F, G, H);

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
    /// The events that start the job.
    pub fn events(&self) -> &[EventBinding] {
        match self {
            Self::Events(events) => events,
            Self::Schedule(_) | Self::Invoke => &[],
        }
    }

    /// The names of the events that start the job.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.events()
            .iter()
            .flat_map(|bound| bound.event.names)
            .copied()
    }

    /// The payloads that the job can be tried with.
    pub fn examples(&self) -> impl Iterator<Item = &'static Example> {
        self.events().iter().flat_map(|bound| bound.event.examples)
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Events(_) => f.write_str(&self.names().collect::<Vec<_>>().join(", ")),
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
    /// What a person wants to see of a payload at a glance.
    pub properties: fn(&str) -> Properties,
}
