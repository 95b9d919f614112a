//! The one thread that writes: it takes commands as they come and commits them in groups.
//!
//! While a group is being made durable the next commands gather, so the cost of a sync is shared
//! by all that arrived during the one before it: a lone command waits for nobody, a flood is
//! written in large groups.
//!
//! What came of a group is handed over by a task of the runtime, one group after another, while the
//! thread is at the next group: to wake those who wait costs as much as to write for them.
//!
//! A command that fails has, as a rule, written nothing: it is refused before it writes. The rare one
//! that has written something undoes its group, and those of the group are executed again, each in a
//! commit of its own. So commands need no savepoints, which would cost as much as what they write.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use super::StoreError;
use super::checkpoints::Checkpoints;
use super::fresh::Fresh;
#[cfg(test)]
use super::fuse::Fuse;
use super::transaction::Transaction;
use crate::telemetry::trace::Here;
use crate::telemetry::{Measured, Telemetry};

/// How many commands one commit takes at the most: it bounds what a reply waits for.
const GROUP: usize = 256;

/// How many commands may wait; beyond that, callers wait to hand theirs in.
const BACKLOG: usize = 4096;

/// A handle on what writes.
#[derive(Clone)]
pub(super) struct Writer {
    way: Way,
    #[cfg(test)]
    pub(super) fuse: Fuse,
}

#[derive(Clone)]
enum Way {
    /// The writing thread. It ends, with everything it was given committed, when the last handle is
    /// dropped.
    Thread(mpsc::Sender<Box<dyn Command>>),
    /// Whoever calls: for a database in memory, which nothing makes wait.
    Caller(Arc<Mutex<Writing>>),
}

impl Writer {
    /// Starts the thread that writes, which keeps the log of a database in a file short. What came
    /// of it is handed over on the runtime in which this is called, or by the thread if it is called
    /// in none.
    pub(super) fn start(
        connection: Connection,
        checkpoints: Option<Checkpoints>,
        telemetry: Telemetry,
    ) -> Result<Self, StoreError> {
        let (commands, queue) = mpsc::channel(BACKLOG);
        let writer = Self::of(Way::Thread(commands));
        let writing = Writing {
            connection,
            checkpoints,
            telemetry,
            fresh: RefCell::default(),
            replies: Handle::try_current().ok().map(|runtime| replies(&runtime)),
            #[cfg(test)]
            fuse: writer.fuse.clone(),
        };
        thread::Builder::new()
            .name("trigger-writer".to_owned())
            .spawn(move || writing.write(queue))
            .map_err(|error| StoreError::Unusable(error.to_string()))?;
        Ok(writer)
    }

    /// Without a thread: each command is executed and committed where it is called, before the
    /// call returns.
    pub(super) fn in_place(connection: Connection) -> Self {
        let writing = Writing {
            connection,
            checkpoints: None,
            telemetry: Telemetry::default(),
            fresh: RefCell::default(),
            replies: None,
            #[cfg(test)]
            fuse: Fuse::default(),
        };
        Self::of(Way::Caller(Arc::new(Mutex::new(writing))))
    }

    fn of(way: Way) -> Self {
        Self {
            way,
            #[cfg(test)]
            fuse: Fuse::default(),
        }
    }

    /// How many commands wait.
    #[cfg(feature = "metrics")]
    pub(super) fn queued(&self) -> usize {
        match &self.way {
            Way::Thread(commands) => commands.max_capacity() - commands.capacity(),
            Way::Caller(_) => 0,
        }
    }

    /// Executes a write and returns its result once it is durable. Its own error undoes it alone; an
    /// error of the commit undoes the whole group. It may be executed a second time, after what the
    /// first time has written was undone.
    ///
    /// It is executed whether or not the returned future is kept: `committed` is called with the
    /// result after the commit, in the order of the commits.
    pub(super) fn run<T: Send + 'static>(
        &self,
        write: impl Fn(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
        committed: impl FnOnce(&mut T) + Send + 'static,
    ) -> impl Future<Output = Result<T, StoreError>> + Send {
        let (reply, result) = oneshot::channel();
        let command: Box<dyn Command> = Box::new(Asked {
            write,
            committed,
            reply,
            asked_at: Here::now(),
            outcome: Err(StoreError::Closed),
        });
        async move {
            match &self.way {
                Way::Thread(commands) => commands
                    .send(command)
                    .await
                    .map_err(|_| StoreError::Closed)?,
                Way::Caller(writing) => {
                    let mut writing = writing.lock().unwrap_or_else(PoisonError::into_inner);
                    writing.commit(vec![command]);
                }
            }
            let lost = |_| StoreError::Unusable("nothing was written".to_owned());
            result.await.map_err(lost)?
        }
    }
}

impl Writer {
    /// Reads where it is called, from a database in memory.
    pub(super) fn look<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &self.way {
            Way::Caller(writing) => {
                let writing = writing.lock().unwrap_or_else(PoisonError::into_inner);
                query(&writing.connection)
            }
            Way::Thread(_) => Err(StoreError::Closed),
        }
    }
}

/// A write that somebody waits for.
trait Command: Send {
    /// Writes within the group's transaction. Says whether that has to be undone.
    fn write(&mut self, sql: &Transaction<'_>) -> Wrote;

    /// Hands over what came of it, given the outcome of the group's commit.
    fn reply(self: Box<Self>, commit: Result<(), StoreError>);
}

/// What a command has left in its transaction.
#[derive(PartialEq, Eq)]
enum Wrote {
    /// All that it was to write, or nothing if it was refused.
    Whole,
    /// A part, before it failed.
    Part,
}

/// A write, and who asked for it.
struct Asked<T, W, C> {
    write: W,
    committed: C,
    reply: oneshot::Sender<Result<T, StoreError>>,
    /// What is recorded belongs to the trace of whoever asked for it.
    asked_at: Here,
    outcome: Result<T, StoreError>,
}

impl<T, W, C> Command for Asked<T, W, C>
where
    T: Send,
    W: Fn(&Transaction<'_>) -> Result<T, StoreError> + Send,
    C: FnOnce(&mut T) + Send,
{
    fn write(&mut self, sql: &Transaction<'_>) -> Wrote {
        let before = sql.total_changes();
        let write = || self.asked_at.within(|| (self.write)(sql));
        // A command that panics is undone like one that fails, and the thread goes on.
        self.outcome = catch_unwind(AssertUnwindSafe(write))
            .unwrap_or_else(|_| Err(StoreError::Unusable("a write panicked".to_owned())));
        match self.outcome {
            Err(_) if sql.total_changes() != before => Wrote::Part,
            _ => Wrote::Whole,
        }
    }

    fn reply(self: Box<Self>, commit: Result<(), StoreError>) {
        let mut outcome = commit.and(self.outcome);
        if let Ok(value) = &mut outcome {
            (self.committed)(value);
        }
        // A caller that went away loses the reply, not the commit.
        let _ = self.reply.send(outcome);
    }
}

/// What writes.
struct Writing {
    connection: Connection,
    checkpoints: Option<Checkpoints>,
    telemetry: Telemetry,
    fresh: RefCell<Fresh>,
    /// What hands over what came of each group; `None` where this does it itself.
    replies: Option<mpsc::Sender<Committed>>,
    #[cfg(test)]
    fuse: Fuse,
}

impl Writing {
    fn write(mut self, mut queue: mpsc::Receiver<Box<dyn Command>>) {
        let mut group = Vec::with_capacity(GROUP);
        while queue.blocking_recv_many(&mut group, GROUP) > 0 {
            let (begun, commands) = (Instant::now(), group.len());
            self.commit(std::mem::replace(&mut group, Vec::with_capacity(GROUP)));
            self.telemetry.measure(|| Measured::Commit {
                commands,
                took: begun.elapsed(),
            });
            if let Some(checkpoints) = &mut self.checkpoints {
                checkpoints.look(&self.connection);
            }
        }
    }

    /// Executes and commits commands, and hands over what came of each.
    fn commit(&mut self, mut group: Vec<Box<dyn Command>>) {
        #[cfg(test)]
        if !self.fuse.allows_commit() {
            return;
        }
        let attempt = self.attempt(&mut group);
        if !matches!(attempt, Attempt::Ended(Ok(()))) {
            self.fresh.get_mut().forget();
        }
        let committed = match attempt {
            Attempt::Undone if group.len() > 1 => {
                return group
                    .into_iter()
                    .for_each(|command| self.commit(vec![command]));
            }
            Attempt::Undone => Ok(()),
            Attempt::Ended(outcome) => outcome,
        };
        if let Err(error) = &committed {
            tracing::error!(%error, "cannot write to the database");
        }
        #[cfg(test)]
        if !self.fuse.allows_replies() {
            return;
        }
        let outcome = committed.map_err(|error| error.to_string());
        let committed = Committed { group, outcome };
        let left = match &self.replies {
            // Without its runtime nobody is left to wait, and what follows from commits follows.
            Some(replies) => replies.blocking_send(committed).err().map(|error| error.0),
            None => Some(committed),
        };
        if let Some(committed) = left {
            committed.reply();
        }
    }

    /// Executes commands in one transaction.
    fn attempt(&mut self, group: &mut [Box<dyn Command>]) -> Attempt {
        let transaction = match Transaction::begin(&mut self.connection, &self.fresh) {
            Ok(transaction) => transaction,
            Err(error) => return Attempt::Ended(Err(error)),
        };
        for command in group {
            if command.write(&transaction) == Wrote::Part {
                // Dropped without a commit, the transaction rolls back.
                return Attempt::Undone;
            }
        }
        Attempt::Ended(transaction.commit())
    }
}

/// How many groups may wait to be handed over; beyond that, the next ones wait to be written.
const REPLIES: usize = 16;

/// Has a task of the runtime hand over what came of groups, in their order.
fn replies(runtime: &Handle) -> mpsc::Sender<Committed> {
    let (replies, mut committed) = mpsc::channel::<Committed>(REPLIES);
    runtime.spawn(async move {
        while let Some(committed) = committed.recv().await {
            committed.reply();
        }
    });
    replies
}

/// A group whose commit is over.
struct Committed {
    group: Vec<Box<dyn Command>>,
    /// Whether it is durable, or why it is not.
    outcome: Result<(), String>,
}

impl Committed {
    /// Hands over what came of each command.
    fn reply(self) {
        for command in self.group {
            let outcome = self.outcome.clone().map_err(StoreError::Unusable);
            if catch_unwind(AssertUnwindSafe(|| command.reply(outcome))).is_err() {
                tracing::error!("what followed a commit panicked");
            }
        }
    }
}

/// What became of a group's transaction.
enum Attempt {
    /// It was committed, or that failed.
    Ended(rusqlite::Result<()>),
    /// A command has failed when it had written something.
    Undone,
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc as sync;

    use super::*;
    use crate::store::tests::numbers;

    async fn insert(writer: &Writer, n: i64) -> Result<(), StoreError> {
        let insert = move |sql: &Transaction<'_>| {
            sql.execute("INSERT INTO numbers VALUES (?1)", [n])?;
            Ok(())
        };
        writer.run(insert, |_| ()).await
    }

    async fn count(writer: &Writer) -> i64 {
        let count = |sql: &Transaction<'_>| {
            Ok(sql.query_row("SELECT count(*) FROM numbers", [], |row| row.get(0))?)
        };
        writer.run(count, |_| ()).await.unwrap()
    }

    #[tokio::test]
    async fn a_failing_command_undoes_itself_and_nothing_else() {
        let writer = Writer::start(numbers(), None, Telemetry::default()).unwrap();
        let (one, again, two) =
            tokio::join!(insert(&writer, 1), insert(&writer, 1), insert(&writer, 2));
        assert!(one.is_ok() && two.is_ok());
        assert!(again.is_err());
        assert_eq!(count(&writer).await, 2);
    }

    #[tokio::test]
    async fn a_command_that_fails_when_it_has_written_undoes_itself_and_nothing_else() {
        let writer = Writer::start(numbers(), None, Telemetry::default()).unwrap();
        let (go, wait) = sync::channel();
        let hold = move |_: &Transaction<'_>| {
            // Those that come meanwhile are one group.
            let _ = wait.recv();
            Ok(())
        };
        let fail = |sql: &Transaction<'_>| -> Result<(), StoreError> {
            sql.execute("INSERT INTO numbers VALUES (3)", [])?;
            Err(StoreError::Closed)
        };
        let (_, one, failed, two, ()) = tokio::join!(
            writer.run(hold, |()| ()),
            insert(&writer, 1),
            writer.run(fail, |()| ()),
            insert(&writer, 2),
            async move { go.send(()).unwrap() },
        );
        assert!(one.is_ok() && two.is_ok());
        assert!(failed.is_err());
        assert_eq!(count(&writer).await, 2);
    }

    #[tokio::test]
    async fn a_command_that_panics_undoes_itself_and_the_thread_goes_on() {
        let writer = Writer::start(numbers(), None, Telemetry::default()).unwrap();
        let panic = |sql: &Transaction<'_>| -> Result<(), StoreError> {
            sql.execute("INSERT INTO numbers VALUES (1)", [])?;
            panic!("out of order")
        };
        let panicked = writer.run(panic, |_| ()).await;
        assert!(matches!(panicked, Err(StoreError::Unusable(_))));
        let follows = |(): &mut ()| panic!("out of order");
        let nothing = |_: &Transaction<'_>| Ok(());
        assert!(writer.run(nothing, follows).await.is_err());
        assert!(insert(&writer, 2).await.is_ok());
        assert_eq!(count(&writer).await, 1);
    }

    #[tokio::test]
    async fn a_command_whose_caller_went_away_is_committed_and_announced() {
        let writer = Writer::start(numbers(), None, Telemetry::default()).unwrap();
        let (announce, announced) = oneshot::channel();
        let insert = |sql: &Transaction<'_>| {
            sql.execute("INSERT INTO numbers VALUES (7)", [])?;
            Ok(())
        };
        let call = writer.run(insert, move |_| announce.send(()).unwrap());
        // Polled once, the command is with the writer; then the caller hangs up.
        let mut call = Box::pin(call);
        let waker = std::task::Waker::noop();
        let _ =
            std::future::Future::poll(call.as_mut(), &mut std::task::Context::from_waker(waker));
        drop(call);
        announced.await.unwrap();
        assert_eq!(count(&writer).await, 1);
    }
}
