//! What starts a job.

use crate::source::{Origin, SourceBinding};
use crate::spec::{EventMeta, EventSpec, Properties};

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
        Binding {
            event: S::META,
            source: S::Origin::bind(parameters),
            properties: |payload| {
                serde_json::from_str(payload)
                    .map(|payload| S::properties(&payload))
                    .unwrap_or_default()
            },
        }
    }
}

/// The events that start a job.
#[derive(Clone, Debug)]
pub struct Binding {
    /// What they are.
    pub event: EventMeta,
    /// The source that they must come through; `None` for the app's own events.
    pub source: Option<SourceBinding>,
    /// What a person wants to see of a payload at a glance.
    pub properties: fn(&str) -> Properties,
}

impl Binding {
    /// Whether an event of this name from this source starts the job, filters aside.
    pub fn wants(&self, source: Option<&str>, name: &str) -> bool {
        self.source.as_ref().map(|source| source.key.as_str()) == source
            && self.event.names.contains(&name)
    }
}
