//! What a test may change about how an engine executes runs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::activity::Activity;
use crate::engine::Progress;
#[cfg(feature = "fetch")]
use crate::outbound::OutboundGuard;
use crate::run::StandIns;
use crate::store::IN_MEMORY;

/// About what the two commits take, on an ordinary disk, between that a run is woken and that it
/// executes.
const AHEAD: Duration = Duration::from_millis(5);

/// How an engine executes runs. What is not the default is for tests, but for `strict_replay` and
/// `outbound`, which an app can ask for.
#[derive(Clone)]
pub(crate) struct Conduct {
    /// A wait at least this long puts its run away: it then holds no place and no memory.
    pub(crate) put_away: Duration,
    /// How long before its time a run that waits is woken, so that what waking takes is over when
    /// its time comes.
    pub(crate) ahead: Duration,
    /// A random number from 0 to 1, asked for each delay that is randomised.
    pub(crate) chance: fn() -> f64,
    /// Whether an execution is given up after each step that it keeps, as if the process had ended
    /// there: the next one then comes as far by what is stored, or not at all.
    pub(crate) is_forgetful: bool,
    /// Whether a run fails whose calls come in another order than when they were recorded.
    pub(crate) strict_replay: bool,
    /// What takes the place of tasks.
    pub(crate) stand_ins: Option<Arc<dyn StandIns>>,
    /// Where requests of runs may go.
    #[cfg(feature = "fetch")]
    pub(crate) outbound: Option<OutboundGuard>,
    /// What hears of everything that happens, before anybody else does.
    pub(crate) witness: Option<Arc<Witness>>,
    /// What knows which executions go on, so that an engine can be conducted by hand.
    pub(crate) activity: Option<Arc<Activity>>,
}

/// Something that hears of everything that happens.
pub(crate) type Witness = dyn Fn(&Progress) + Send + Sync;

impl Conduct {
    /// How short a wait has to be for its run to stay in memory.
    pub(super) fn in_memory(&self) -> Duration {
        self.put_away.max(self.ahead)
    }
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            put_away: IN_MEMORY,
            ahead: AHEAD,
            chance,
            is_forgetful: false,
            strict_replay: false,
            stand_ins: None,
            #[cfg(feature = "fetch")]
            outbound: None,
            witness: None,
            activity: None,
        }
    }
}

impl fmt::Debug for Conduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conduct").finish_non_exhaustive()
    }
}

fn chance() -> f64 {
    let mut bytes = [0; 4];
    match getrandom::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_ne_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.0,
    }
}
