//! What runs were made from that are new in the queue, kept by the writer for whoever takes them.
//!
//! A flood of events is taken up as fast as it comes, by the thread that has just written it. What
//! each run needs of its event is then still at hand, and is neither read back from the disk nor
//! read as JSON again. Only what does not change is kept: where a run stands is in its row, and
//! whether the number is still that of the run.

use std::collections::HashMap;

use super::claim::Origin;

/// How much is kept, in bytes; what comes beyond that is read back.
const ROOM: usize = 8 * 1024 * 1024;

/// After how many that found no room all are forgotten: whoever was to take them, it is not this
/// process, or not soon.
const PATIENCE: usize = 10_000;

/// Origins of queued runs, by the numbers of the runs.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    origins: HashMap<i64, Origin>,
    size: usize,
    turned_away: usize,
}

impl Fresh {
    /// Keeps what a run was made from, if there is room for it.
    pub(super) fn keep(&mut self, run: i64, origin: Origin) {
        if self.size + origin.size() > ROOM {
            self.turned_away += 1;
            if self.turned_away < PATIENCE {
                return;
            }
            self.forget();
        }
        self.size += origin.size();
        if let Some(former) = self.origins.insert(run, origin) {
            // Its run is gone, and its number another one's.
            self.size -= former.size();
        }
    }

    /// What a run was made from, if it is kept; whoever asks takes the run.
    pub(super) fn take(&mut self, run: i64) -> Option<Origin> {
        let origin = self.origins.remove(&run)?;
        self.size -= origin.size();
        self.turned_away = 0;
        Some(origin)
    }

    /// Forgets all, as when what was written with them was undone.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    #[cfg(test)]
    pub(super) fn has(&self, run: i64) -> bool {
        self.origins.contains_key(&run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RunId;
    use crate::source::Attributes;
    use crate::store::claim::Payload;
    use crate::time::Timestamp;

    fn origin(size: usize) -> Origin {
        Origin {
            id: RunId::new(),
            is_test: false,
            created_at: Timestamp::UNIX_EPOCH,
            event_id: String::new(),
            event_name: String::new(),
            happened_at: Timestamp::UNIX_EPOCH,
            source: None,
            context: Attributes::default(),
            trace: None,
            payload: Payload::AsItIsStored(" ".repeat(size).into()),
        }
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let mut fresh = Fresh::default();
        for run in 0..10 {
            fresh.keep(run, origin(ROOM / 4));
        }
        assert!((0..3).all(|run| fresh.has(run)));
        assert!((3..10).all(|run| !fresh.has(run)));
        assert!(fresh.take(0).is_some());
        fresh.keep(10, origin(ROOM / 4));
        assert!(fresh.has(10), "there is room again");
    }

    #[test]
    fn what_is_said_beside_an_event_takes_room_too() {
        let mut fresh = Fresh::default();
        for run in 0..3 {
            let context = Attributes::of(&" ".repeat(ROOM / 2)).expect("JSON");
            fresh.keep(
                run,
                Origin {
                    context,
                    ..origin(0)
                },
            );
        }
        assert!(fresh.has(0) && !fresh.has(1));
    }

    #[test]
    fn what_nobody_takes_makes_room_in_the_end() {
        let mut fresh = Fresh::default();
        fresh.keep(0, origin(ROOM / 2));
        for run in 1..=20_000 {
            fresh.keep(run, origin(ROOM / 2));
        }
        assert!(!fresh.has(0));
        assert_eq!(fresh.origins.len(), 1);
    }
}
