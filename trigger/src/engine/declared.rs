//! What the program says of sources: which ones its jobs want, and of which kinds there are more.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::registry::StartProblem;
use crate::job::{EventBinding, Integrations};
use crate::source::{AnySource, Coverage, Feed, SourceKey, SourceKind, TriggerKind};

/// A source and what jobs want from it.
#[derive(Clone)]
pub(crate) struct WantedSource {
    pub(crate) source: Arc<dyn AnySource>,
    pub(crate) wanted: Coverage,
}

/// What the program says of sources.
#[derive(Clone, Default)]
pub(crate) struct Declared {
    sources: BTreeMap<SourceKey, WantedSource>,
    kinds: BTreeMap<&'static str, SourceKind>,
    triggers: BTreeMap<&'static str, TriggerKind>,
}

impl Declared {
    /// The kinds that are known whatever the jobs are.
    pub(super) fn of(integrations: &Integrations) -> Self {
        let mut declared = Self::default();
        let own = crate::integrations::sources();
        for kind in own.iter().chain(integrations.sources()) {
            declared.kinds.insert(kind.meta.id, *kind);
        }
        declared
    }

    /// The sources that jobs want by their triggers.
    pub(crate) fn sources(&self) -> &BTreeMap<SourceKey, WantedSource> {
        &self.sources
    }

    /// A kind of source by its id.
    pub(super) fn kind(&self, id: &str) -> Option<&SourceKind> {
        self.kinds.get(id)
    }

    /// A kind of dynamic trigger by its id.
    pub(super) fn trigger(&self, id: &str) -> Option<&TriggerKind> {
        self.triggers.get(id)
    }

    /// Whether any job is started by dynamic triggers.
    pub(super) fn has_triggers(&self) -> bool {
        !self.triggers.is_empty()
    }

    /// Adds the kind of the source of a trigger, whether or not its job is enabled.
    pub(super) fn know(&mut self, bound: &EventBinding) {
        let kind = match (&bound.source, bound.feed) {
            (Some(bound), _) => bound.source.kind(),
            (None, Feed::Triggers(kind)) => kind.source,
            _ => return,
        };
        self.kinds.insert(kind.meta.id, kind);
    }

    /// Adds what the trigger of a job wants.
    pub(super) fn want(&mut self, bound: &EventBinding) -> Result<(), StartProblem> {
        if let Feed::Triggers(kind) = bound.feed {
            self.triggers.insert(kind.id, kind);
        }
        let Some(binding) = &bound.source else {
            return Ok(());
        };
        let source = &binding.source;
        let wanted = self
            .sources
            .entry(binding.key.clone())
            .or_insert_with(|| WantedSource {
                source: Arc::clone(source),
                wanted: Coverage::default(),
            });
        let [first, second] = [&wanted.source, source].map(|source| source.kind().meta.id);
        if first != second {
            return Err(StartProblem::SharedKey {
                key: binding.key.clone(),
                first,
                second,
            });
        }
        let events = bound.event.names.iter().map(|name| (*name).to_owned());
        wanted.wanted.extend(Coverage {
            events: events.collect(),
            options: source.options(),
        });
        Ok(())
    }
}
