//! A copy of a database, made while it is used.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{BUSY, StoreError};

/// Copies a database into a new file, as it stands at one moment, and gives the file's size in
/// bytes. Nobody waits for it: it reads beside whoever writes.
///
/// The copy is written anew, without free pages and so without remains of what was removed. It has
/// its name only once it is whole, checked, and on the disk.
///
/// # Errors
///
/// When the file is there already, cannot be written, or is not a sound database afterwards.
pub(crate) fn back_up(database: &Path, file: &Path) -> Result<u64, StoreError> {
    let unusable = |what: &Path, error: &dyn std::fmt::Display| {
        StoreError::Unusable(format!("{}: {error}", what.display()))
    };
    if file.try_exists().map_err(|error| unusable(file, &error))? {
        return Err(unusable(file, &"it is there already; name another file"));
    }
    // The folder that a bare name is in has the empty name.
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(unusable(file, &"its folder is not there; make it first"));
    }
    let partial = partial(file);
    let copied = copy(database, &partial).and_then(|()| {
        let finish = || -> io::Result<u64> {
            // Who may read the database may read the copy, and nobody else.
            fs::set_permissions(&partial, fs::metadata(database)?.permissions())?;
            let whole = File::open(&partial)?;
            whole.sync_all()?;
            // Unlike a renaming, this does not replace a file that was made meanwhile.
            fs::hard_link(&partial, file)?;
            whole.metadata().map(|metadata| metadata.len())
        };
        finish().map_err(|error| unusable(file, &error))
    });
    // It is no copy, or it has its own name.
    let _ = fs::remove_file(&partial);
    copied
}

fn partial(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".partial-{}", std::process::id()));
    PathBuf::from(name)
}

fn copy(database: &Path, to: &Path) -> Result<(), StoreError> {
    let unusable =
        |error: &dyn std::fmt::Display| StoreError::Unusable(format!("{}: {error}", to.display()));
    let name = to.to_str().ok_or_else(|| unusable(&"not a UTF-8 name"))?;
    let source = open(database)?;
    source.execute("VACUUM INTO ?1", [name])?;
    let said: String = open(to)?.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if said != "ok" {
        return Err(unusable(&format!("the copy is damaged: {said}")));
    }
    Ok(())
}

/// Opens a database that is there, only to read it.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| StoreError::Unusable(format!("{}: {error}", path.display())))?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}
