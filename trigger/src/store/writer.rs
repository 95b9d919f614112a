//! The one thread that writes: it takes commands as they come and commits them in groups.
//!
//! While a group is being made durable the next commands gather, so the cost of a sync is shared
//! by all that arrived during the one before it: a lone command waits for nobody, a flood is
//! written in large groups.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use rusqlite::{Connection, Savepoint, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};
use tracing::Span;

use super::StoreError;
#[cfg(test)]
use super::fuse::Fuse;
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
    Thread(mpsc::Sender<Command>),
    /// Whoever calls: for a database in memory, which nothing makes wait.
    Caller(Arc<Mutex<Connection>>),
}

/// Writes within the group's transaction; returns what is to happen once the group's fate is known.
type Command = Box<dyn FnOnce(&mut rusqlite::Transaction<'_>) -> Reply + Send>;

/// Delivers a command's result, given the outcome of the group's commit.
type Reply = Box<dyn FnOnce(Result<(), StoreError>)>;

impl Writer {
    pub(super) fn start(connection: Connection, telemetry: Telemetry) -> Result<Self, StoreError> {
        let (commands, queue) = mpsc::channel(BACKLOG);
        let writer = Self::of(Way::Thread(commands));
        let writing = Writing {
            connection,
            telemetry,
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
        Self::of(Way::Caller(Arc::new(Mutex::new(connection))))
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

    /// Runs a command and returns its result once it is durable. Its own error undoes the command
    /// alone; an error of the commit undoes the whole group.
    ///
    /// The command is executed whether or not the returned future is kept: `committed` is called
    /// on the writing thread, with the result, right after the commit.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        command: impl FnOnce(&Savepoint<'_>) -> Result<T, StoreError> + Send + 'static,
        committed: impl FnOnce(&mut T) + Send + 'static,
    ) -> Result<T, StoreError> {
        let commands = match &self.way {
            Way::Thread(commands) => commands,
            Way::Caller(connection) => {
                let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
                let mut transaction = connection.transaction()?;
                let outcome = in_savepoint(&mut transaction, command);
                transaction.commit()?;
                let mut value = outcome?;
                committed(&mut value);
                return Ok(value);
            }
        };
        let (reply, result) = oneshot::channel();
        // What it records belongs to the trace of whoever asked for it.
        let span = Span::current();
        let command: Command = Box::new(move |transaction| {
            let write = || span.in_scope(|| in_savepoint(transaction, command));
            // A command that panics is undone like one that fails, and the thread goes on.
            let outcome = catch_unwind(AssertUnwindSafe(write))
                .unwrap_or_else(|_| Err(StoreError::Unusable("a write panicked".to_owned())));
            Box::new(move |commit| {
                let mut outcome = commit.and(outcome);
                if let Ok(value) = &mut outcome {
                    committed(value);
                }
                // A caller that went away loses the reply, not the commit.
                let _ = reply.send(outcome);
            })
        });
        commands
            .send(command)
            .await
            .map_err(|_| StoreError::Closed)?;
        let lost = |_| StoreError::Unusable("nothing was written".to_owned());
        result.await.map_err(lost)?
    }
}

fn in_savepoint<T>(
    transaction: &mut rusqlite::Transaction<'_>,
    command: impl FnOnce(&Savepoint<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // Dropped without a commit, the savepoint rolls back.
    let savepoint = transaction.savepoint()?;
    let value = command(&savepoint)?;
    savepoint.commit()?;
    Ok(value)
}

/// What the writing thread has.
struct Writing {
    connection: Connection,
    telemetry: Telemetry,
    #[cfg(test)]
    fuse: Fuse,
}

impl Writing {
    fn write(mut self, mut queue: mpsc::Receiver<Command>) {
        let mut group = Vec::with_capacity(GROUP);
        while queue.blocking_recv_many(&mut group, GROUP) > 0 {
            let (begun, commands) = (Instant::now(), group.len());
            self.commit(&mut group);
            self.telemetry.measure(|| Measured::Commit {
                commands,
                took: begun.elapsed(),
            });
        }
    }

    fn commit(&mut self, group: &mut Vec<Command>) {
        #[cfg(test)]
        if !self.fuse.allows_commit() {
            group.clear();
            return;
        }
        let immediate = TransactionBehavior::Immediate;
        let mut transaction = match self.connection.transaction_with_behavior(immediate) {
            Ok(transaction) => transaction,
            Err(error) => {
                tracing::error!(%error, "cannot write to the database");
                // The commands were not executed; dropping them tells their callers.
                group.clear();
                return;
            }
        };
        let replies: Vec<Reply> = group
            .drain(..)
            .map(|command| command(&mut transaction))
            .collect();
        let outcome = transaction.commit().map_err(StoreError::from);
        if let Err(error) = &outcome {
            tracing::error!(%error, "cannot commit to the database");
        }
        #[cfg(test)]
        if !self.fuse.allows_replies() {
            return;
        }
        for reply in replies {
            let outcome = match &outcome {
                Ok(()) => Ok(()),
                Err(error) => Err(StoreError::Unusable(error.to_string())),
            };
            if catch_unwind(AssertUnwindSafe(|| reply(outcome))).is_err() {
                tracing::error!("what followed a commit panicked");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc as sync;

    use super::*;

    fn numbers() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("CREATE TABLE numbers (n INTEGER PRIMARY KEY)")
            .unwrap();
        connection
    }

    async fn insert(writer: &Writer, n: i64) -> Result<(), StoreError> {
        let insert = move |sql: &Savepoint<'_>| {
            sql.execute("INSERT INTO numbers VALUES (?1)", [n])?;
            Ok(())
        };
        writer.run(insert, |_| ()).await
    }

    async fn count(writer: &Writer) -> i64 {
        let count = |sql: &Savepoint<'_>| {
            Ok(sql.query_row("SELECT count(*) FROM numbers", [], |row| row.get(0))?)
        };
        writer.run(count, |_| ()).await.unwrap()
    }

    #[tokio::test]
    async fn a_failing_command_undoes_itself_and_nothing_else() {
        let writer = Writer::start(numbers(), Telemetry::default()).unwrap();
        let (one, again, two) =
            tokio::join!(insert(&writer, 1), insert(&writer, 1), insert(&writer, 2));
        assert!(one.is_ok() && two.is_ok());
        assert!(again.is_err());
        assert_eq!(count(&writer).await, 2);
    }

    #[tokio::test]
    async fn a_command_that_panics_undoes_itself_and_the_thread_goes_on() {
        let writer = Writer::start(numbers(), Telemetry::default()).unwrap();
        let panic = |sql: &Savepoint<'_>| -> Result<(), StoreError> {
            sql.execute("INSERT INTO numbers VALUES (1)", [])?;
            panic!("out of order")
        };
        let panicked = writer.run(panic, |_| ()).await;
        assert!(matches!(panicked, Err(StoreError::Unusable(_))));
        let follows = |(): &mut ()| panic!("out of order");
        let nothing = |_: &Savepoint<'_>| Ok(());
        assert!(writer.run(nothing, follows).await.is_err());
        assert!(insert(&writer, 2).await.is_ok());
        assert_eq!(count(&writer).await, 1);
    }

    #[tokio::test]
    async fn a_command_whose_caller_went_away_is_committed_and_announced() {
        let writer = Writer::start(numbers(), Telemetry::default()).unwrap();
        let (announce, announced) = sync::channel();
        let insert = |sql: &Savepoint<'_>| {
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
        announced.recv().unwrap();
        assert_eq!(count(&writer).await, 1);
    }
}
