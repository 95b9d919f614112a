//! How the write-ahead log is kept short: what is committed is copied into the database's file,
//! beside the way of what is being written.
//!
//! To copy all of it would stop the writer for as long as a disk takes for some thousand pages. So a
//! thread of its own copies while the writer goes on, and the writer copies the few pages that came
//! meanwhile. Then the whole log is copied and begins anew in the file that it has, which neither
//! grows nor shrinks: to write over a part of a file is faster than to make it longer.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use rusqlite::Connection;
use rusqlite::hooks::Wal;

use super::StoreError;

/// How many pages are added to the log before it is copied: 4 MB. A processor writes twice as fast
/// over a file that is in its cache than over one that is not.
pub(super) const PAGES: i32 = 1000;

/// At how many times as many the writer waits for the copy: a disk that is slower at it than at the
/// log slows what comes in, and does not fill up.
const MOST: i32 = 8;

/// What the writer knows of the copying.
pub(super) struct Checkpoints {
    /// How many pages are added to the log before it is copied.
    every: i32,
    /// How many pages the log has had after the writer's last commit.
    pages: Arc<AtomicI32>,
    due: Sender<()>,
    copied: Receiver<()>,
    is_copying: bool,
    /// How long the log was when it was copied, unless it has begun anew.
    copied_at: i32,
}

impl Checkpoints {
    /// Starts the thread that copies what a connection writes. It ends with this.
    pub(super) fn start(
        path: &Path,
        every: i32,
        writer: &mut Connection,
    ) -> Result<Self, StoreError> {
        let pages = Arc::new(AtomicI32::new(0));
        let committed = Arc::clone(&pages);
        writer.wal_hook(Some(move |_: &mut Wal, pages| {
            committed.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        let (due, asked) = channel();
        let (say, copied) = channel();
        let connection = Connection::open(path)?;
        thread::Builder::new()
            .name("trigger-checkpoint".to_owned())
            .spawn(move || {
                while asked.recv().is_ok() {
                    copy(&connection);
                    if say.send(()).is_err() {
                        return;
                    }
                }
            })
            .map_err(|error| StoreError::Unusable(error.to_string()))?;
        Ok(Self {
            every,
            pages,
            due,
            copied,
            is_copying: false,
            copied_at: 0,
        })
    }

    /// Has the log copied when it is time to; the writer calls this between its transactions.
    pub(super) fn look(&mut self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.copied_at {
            self.copied_at = 0;
        }
        let new = pages - self.copied_at;
        if !self.is_copying {
            if new >= self.every {
                self.is_copying = true;
                // Were the thread gone, the writer would copy all of it in the end.
                let _ = self.due.send(());
            }
            return;
        }
        if new >= MOST * self.every {
            let _ = self.copied.recv();
        } else if self.copied.try_recv().is_err() {
            return;
        }
        copy(writer);
        (self.is_copying, self.copied_at) = (false, pages);
    }
}

/// Copies as much of the log as nobody reads or writes. What cannot be copied now is copied later.
fn copy(connection: &Connection) {
    let copy = "PRAGMA wal_checkpoint(PASSIVE)";
    if let Err(error) = connection.query_row(copy, [], |_| Ok(())) {
        tracing::warn!(%error, "the database's log cannot be copied into its file");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: i32 = 50;

    /// Writes many times what the log may hold, and gives the most that it has held, in pages.
    fn flood(writer: &Connection, checkpoints: &mut Checkpoints) -> i32 {
        writer
            .execute_batch("CREATE TABLE bodies (body BLOB NOT NULL)")
            .unwrap();
        let commits = 0..20 * EVERY;
        let held = commits.map(|_| {
            writer
                .execute("INSERT INTO bodies VALUES (zeroblob(20000))", [])
                .unwrap();
            let held = pages(writer);
            checkpoints.look(writer);
            held
        });
        held.max().unwrap()
    }

    /// How many pages the log has.
    fn pages(connection: &Connection) -> i32 {
        let look = "PRAGMA wal_checkpoint(NOOP)";
        connection.query_row(look, [], |row| row.get(1)).unwrap()
    }

    fn writer(path: &Path) -> Connection {
        let writer = Connection::open(path).unwrap();
        writer.pragma_update(None, "journal_mode", "WAL").unwrap();
        writer.pragma_update(None, "synchronous", "OFF").unwrap();
        writer.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        writer
    }

    #[test]
    fn the_log_stays_short_however_much_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.db");
        let mut writer = writer(&path);
        let mut checkpoints = Checkpoints::start(&path, EVERY, &mut writer).unwrap();
        let held = flood(&writer, &mut checkpoints);
        assert!(held < (MOST + 1) * EVERY, "{held}");
    }

    #[test]
    fn the_log_stays_short_without_the_thread_that_copies() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.db");
        let mut writer = writer(&path);
        let mut checkpoints = Checkpoints::start(&path, EVERY, &mut writer).unwrap();
        (checkpoints.due, _) = channel();
        (_, checkpoints.copied) = channel();
        let held = flood(&writer, &mut checkpoints);
        assert!(held < (MOST + 1) * EVERY, "{held}");
    }

    #[test]
    fn a_log_that_somebody_reads_is_copied_once_that_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.db");
        let mut writer = writer(&path);
        let mut checkpoints = Checkpoints::start(&path, EVERY, &mut writer).unwrap();
        flood(&writer, &mut checkpoints);
        let reader = Connection::open(&path).unwrap();
        reader
            .execute_batch("BEGIN; SELECT count(*) FROM bodies")
            .unwrap();
        writer.execute_batch("DROP TABLE bodies").unwrap();
        assert!(flood(&writer, &mut checkpoints) > MOST * EVERY);
        reader.execute_batch("COMMIT").unwrap();
        writer.execute_batch("DROP TABLE bodies").unwrap();
        for _ in 0..=MOST * EVERY {
            writer.execute_batch("PRAGMA user_version = 1").unwrap();
            checkpoints.look(&writer);
        }
        assert!(pages(&writer) < (MOST + 1) * EVERY);
    }
}
