//! Why an event starts no run of a job.

use super::RegisteredJob;
use crate::job::Screened;
use crate::source::SourceKey;
use crate::spec::{Exclusion, PayloadError};

/// Why an event starts no run of a job that listens to its name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LeftOut {
    /// The job is not started at all.
    #[error("it is not enabled")]
    Disabled,
    /// It listens to events of another source.
    #[error(
        "it listens to {}, and the event came through {}",
        place(.listens_to), place(.came_through)
    )]
    Elsewhere {
        listens_to: Option<SourceKey>,
        came_through: Option<SourceKey>,
    },
    /// A filter does not let the event through.
    #[error("{0}")]
    Excluded(Exclusion),
    /// The payload is not what the job takes.
    #[error("{0}")]
    Invalid(PayloadError),
}

fn place(source: &Option<SourceKey>) -> String {
    match source {
        Some(key) => format!("the source `{key}`"),
        None => "the app itself".to_owned(),
    }
}

impl RegisteredJob {
    /// Why an event of a name starts no run of this job; `None` when it does, or when the job does
    /// not listen to the name.
    pub(crate) fn left_out(
        &self,
        source: Option<&SourceKey>,
        name: &str,
        payload: &str,
    ) -> Option<LeftOut> {
        let events = self.binding.events().iter();
        let named: Vec<_> = events
            .filter(|bound| bound.event.names.contains(&name))
            .collect();
        let listens_to = named.first()?.source_key();
        if !(self.def.enabled)() {
            return Some(LeftOut::Disabled);
        }
        let here = named
            .into_iter()
            .filter(|bound| bound.source_key().as_ref() == source);
        let here: Vec<_> = here.collect();
        if here.is_empty() {
            return Some(LeftOut::Elsewhere {
                listens_to,
                came_through: source.cloned(),
            });
        }
        match self.screen_as(here, payload).screened {
            Screened::Excluded(exclusion) => Some(LeftOut::Excluded(exclusion)),
            Screened::Invalid(error) => Some(LeftOut::Invalid(error)),
            Screened::Wanted { .. } => None,
        }
    }
}
