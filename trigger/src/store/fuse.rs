//! Where a test ends the process: between any two commits.
//!
//! Everything that lasts goes through one writer, so its commits are all the places at which a
//! crash can differ from another one. A fuse that is lit lets a number of commits through and then
//! nothing more, ever: neither a write nor the news of one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Which side of a commit the process ends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It is durable, and nobody has heard of it.
    After,
    /// All before it is known, and it is not made.
    Before,
}

impl End {
    /// The other side.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::After => Self::Before,
            Self::Before => Self::After,
        }
    }
}

/// Clones share one fuse.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fuse(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    blown: Notify,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Unlit,
    /// How many commits are made, the last of which is the end.
    Lit {
        commits: usize,
        end: End,
    },
    Blown,
}

impl Fuse {
    /// Has the process end at a commit, counted from 1.
    pub(crate) fn light(&self, commit: usize, end: End) {
        *self.state() = State::Lit {
            commits: commit,
            end,
        };
    }

    /// Has the process go on, unless it has ended.
    pub(crate) fn put_out(&self) {
        let mut state = self.state();
        if !matches!(*state, State::Blown) {
            *state = State::Unlit;
        }
    }

    /// Resolves when the process has ended.
    pub(crate) async fn blown(&self) {
        self.0.blown.notified().await;
    }

    /// Whether the process has ended.
    pub(crate) fn has_blown(&self) -> bool {
        matches!(*self.state(), State::Blown)
    }

    /// Whether a commit is made; asked before each.
    pub(super) fn allows_commit(&self) -> bool {
        let mut state = self.state();
        match *state {
            State::Unlit => true,
            State::Lit {
                commits: 0 | 1,
                end: End::Before,
            } => {
                self.blow(&mut state);
                false
            }
            State::Lit { .. } => true,
            State::Blown => false,
        }
    }

    /// Whether the commit that was made is heard of; asked after each.
    pub(super) fn allows_replies(&self) -> bool {
        let mut state = self.state();
        match &mut *state {
            State::Lit { commits: 0 | 1, .. } => {
                self.blow(&mut state);
                false
            }
            State::Lit { commits, .. } => {
                *commits -= 1;
                true
            }
            State::Unlit | State::Blown => true,
        }
    }

    fn blow(&self, state: &mut State) {
        *state = State::Blown;
        self.0.blown.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
