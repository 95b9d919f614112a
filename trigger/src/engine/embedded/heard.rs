//! How far an execution knows the results of its run.

use crate::store::{Claimed, ResultNumber};

/// The results that an execution has heard of: all up to one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heard {
    /// How many that were brought to the run.
    pub(super) brought: u32,
    /// The last one of its own.
    own: u32,
    /// The last number that it has given one of its own, which it may yet have to hear of.
    numbered: u32,
}

impl Heard {
    /// What is known when a worker takes the run.
    pub(super) fn of(claimed: &Claimed) -> Self {
        let results = claimed.journal.iter().filter_map(|entry| entry.result);
        let own = results.map(|result| result.own).max().unwrap_or_default();
        Self {
            brought: claimed.brought,
            own,
            numbered: own,
        }
    }

    /// The number of the next result of its own. Numbers are taken in the order in which the
    /// results are handed to the store, which commits them in that order; one whose commit fails is
    /// used for none.
    pub(super) fn number(&mut self) -> u32 {
        self.numbered = self.numbered.saturating_add(1);
        self.numbered
    }

    /// The last result that was heard of.
    pub(super) fn last(self) -> ResultNumber {
        ResultNumber {
            brought: self.brought,
            own: self.own,
        }
    }

    /// Whether results may have come before this one that were not heard of.
    pub(super) fn may_lack(self, result: ResultNumber) -> bool {
        match result.own {
            0 => result.brought > self.brought.saturating_add(1) || self.numbered > self.own,
            own => result.brought > self.brought || own > self.own.saturating_add(1),
        }
    }

    /// Notes a result, once all before it were noted.
    pub(super) fn note(&mut self, result: ResultNumber) {
        self.brought = self.brought.max(result.brought);
        self.own = self.own.max(result.own);
    }
}
