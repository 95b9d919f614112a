//! What starts jobs without a source that registers itself: endpoints and polling sources.

use std::collections::BTreeMap;

use crate::job::Integrations;
use crate::source::signature::Secrets;
use crate::source::{Endpoint, Feed, Polling, SourceKey, Verification};

/// The endpoints and the polling sources of an app, by the keys that their events have.
#[derive(Default)]
pub(crate) struct Feeds(BTreeMap<SourceKey, Feed>);

/// Why an app with such a feed does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FeedProblem {
    #[error("two {what} have the id `{id}`: `{first}` and `{second}`; give one another `id`")]
    SharedId {
        what: &'static str,
        id: &'static str,
        first: &'static str,
        second: &'static str,
    },
    #[error(
        "{variable} is empty, so anybody could sign for the endpoint `{endpoint}`: set it to the \
         secret that its sender has"
    )]
    EmptySecret {
        endpoint: &'static str,
        variable: &'static str,
    },
    #[error(
        "polling source `{source_id}` asks with `{integration}`: add \
         `.integration({integration}::from_env())` to the app"
    )]
    MissingIntegration {
        source_id: &'static str,
        integration: &'static str,
    },
}

impl Feeds {
    /// Takes a feed in, once whatever the number of jobs that it starts.
    pub(super) fn add(
        &mut self,
        feed: Feed,
        integrations: &Integrations,
    ) -> Result<(), FeedProblem> {
        let Some(key) = feed.key() else {
            return Ok(());
        };
        if let Some(known) = self.0.get(&key) {
            return same(known, &feed);
        }
        self.0.insert(key, feed);
        match feed {
            Feed::Endpoint(endpoint) => has_secret(&endpoint),
            Feed::Polling(polling) => has_client(&polling, integrations),
            Feed::App | Feed::Schedules(_) | Feed::Triggers(_) => Ok(()),
        }
    }

    /// Whether there is a feed of this key.
    pub(crate) fn has(&self, key: &SourceKey) -> bool {
        self.0.contains_key(key)
    }

    /// The endpoints.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = (&SourceKey, &Endpoint)> {
        self.0.iter().filter_map(|(key, feed)| match feed {
            Feed::Endpoint(endpoint) => Some((key, endpoint)),
            _ => None,
        })
    }

    /// The polling sources.
    pub(crate) fn pollings(&self) -> impl Iterator<Item = (&SourceKey, &Polling)> {
        self.0.iter().filter_map(|(key, feed)| match feed {
            Feed::Polling(polling) => Some((key, polling)),
            _ => None,
        })
    }
}

/// Two feeds of one key are one: one handle that several jobs name.
fn same(known: &Feed, other: &Feed) -> Result<(), FeedProblem> {
    let (what, id, first, second) = match (known, other) {
        (Feed::Endpoint(first), Feed::Endpoint(second)) => (
            "endpoints",
            first.meta.id,
            first.type_name,
            second.type_name,
        ),
        (Feed::Polling(first), Feed::Polling(second)) => (
            "polling sources",
            first.meta.id,
            first.type_name,
            second.type_name,
        ),
        _ => return Ok(()),
    };
    if first == second {
        return Ok(());
    }
    Err(FeedProblem::SharedId {
        what,
        id,
        first,
        second,
    })
}

fn has_secret(endpoint: &Endpoint) -> Result<(), FeedProblem> {
    let Some(Verification {
        secret: variable, ..
    }) = endpoint.meta.verify
    else {
        return Ok(());
    };
    let valid = Secrets::from_env(variable).validate(variable);
    valid.map_err(|_| FeedProblem::EmptySecret {
        endpoint: endpoint.meta.id,
        variable,
    })
}

fn has_client(polling: &Polling, integrations: &Integrations) -> Result<(), FeedProblem> {
    match integrations.find(polling.integration) {
        Some(_) => Ok(()),
        None => Err(FeedProblem::MissingIntegration {
            source_id: polling.meta.id,
            integration: polling.integration.type_name,
        }),
    }
}
