//! What shows that this process is alive, to the other processes that share its database.
//!
//! A worker holds a lock on a file of its own, which the system lets go of when the process ends,
//! however it ends: whoever can take the lock knows that the worker is gone and takes its runs
//! over at once. A worker that is stopped, not ended, keeps the lock and loses its runs when it
//! has not said for some time that it is alive. Whatever it still writes is then refused.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::UdpSocket;

use crate::error::{Error, Result};
use crate::id::WorkerId;
use crate::store::{Renewal, Renewed, Store, StoreError};
use crate::time::Clock;

/// How often a worker says that it is alive, within the time for which that holds.
const BEATS: u32 = 3;

/// This process's lock and the socket on which it is woken.
pub(super) struct Lease {
    worker: WorkerId,
    folder: PathBuf,
    /// For how long it holds that this worker is alive.
    holds: Duration,
    /// For how long a run may wait in a worker's memory.
    in_memory: Duration,
    /// Locked until this process ends.
    _lock: File,
    socket: UdpSocket,
}

impl Lease {
    pub(super) async fn take(
        worker: WorkerId,
        database: &Path,
        holds: Duration,
        in_memory: Duration,
    ) -> Result<Self> {
        let folder = folder_of(database);
        fs::create_dir_all(&folder).map_err(|error| {
            Error::new(error).context(format!("cannot create {}", folder.display()))
        })?;
        let lock = File::create(folder.join(worker.to_string()))?;
        lock.lock()?;
        Ok(Self {
            worker,
            folder,
            holds,
            in_memory,
            _lock: lock,
            socket: UdpSocket::bind("127.0.0.1:0").await?,
        })
    }

    /// How long after one renewal the next one is due.
    pub(super) fn heartbeat(&self) -> Duration {
        self.holds / BEATS
    }

    /// Says that this worker is alive, and takes over what workers that are gone have left.
    pub(super) async fn renew(&self, store: &Store, clock: &Clock) -> Result<Renewed, StoreError> {
        let renewal = Renewal {
            worker: self.worker,
            port: self.socket.local_addr().map_or(0, |address| address.port()),
            now: clock.now(),
            holds: self.holds,
            in_memory: self.in_memory,
        };
        let folder = self.folder.clone();
        let has_ended = move |peer| is_gone(&folder, peer);
        let renewed = store.renew(renewal, has_ended).await?;
        for peer in &renewed.ended {
            // A file that stays behind does no harm.
            let _ = fs::remove_file(self.folder.join(peer.to_string()));
        }
        Ok(renewed)
    }

    /// Resolves when another process says that there is something to do.
    pub(super) async fn woken(&self) {
        let mut nothing = [0; 1];
        // A datagram that cannot be read was one nevertheless.
        let _ = self.socket.recv(&mut nothing).await;
    }

    /// Tells the other processes that there is something to do.
    pub(super) async fn wake_peers(&self, store: &Store) -> Result<(), StoreError> {
        for peer in store.peers(self.worker).await? {
            // A peer that is gone needs no waking; one that misses it looks by itself in seconds.
            let _ = self.socket.send_to(&[1], ("127.0.0.1", peer.port)).await;
        }
        Ok(())
    }
}

/// Whether a worker of a database has ended.
pub(crate) fn has_ended(database: &Path, worker: WorkerId) -> bool {
    is_gone(&folder_of(database), worker)
}

fn folder_of(database: &Path) -> PathBuf {
    let mut folder = database.as_os_str().to_owned();
    folder.push("-workers");
    PathBuf::from(folder)
}

fn is_gone(folder: &Path, worker: WorkerId) -> bool {
    match File::open(folder.join(worker.to_string())) {
        Ok(file) => file.try_lock().is_ok(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // The lock goes with the file's handle; the name is only tidied up.
        let _ = fs::remove_file(self.folder.join(self.worker.to_string()));
    }
}
