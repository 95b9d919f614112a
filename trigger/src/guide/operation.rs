//! Settings, the database, secrets, stopping and starting.
//!
//! # Settings
//!
//! Every setting is an option of the command line and a variable of the environment; `--help`
//! lists them.
//!
//! | variable | meaning |
//! |---|---|
//! | `TRIGGER_LISTEN` | where the app listens; `127.0.0.1:3040` |
//! | `TRIGGER_PUBLIC_URL` | the address under which providers reach it |
//! | `TRIGGER_DATABASE` | the database; `.trigger/trigger.db` |
//! | `TRIGGER_SECRET_KEY` | 32 bytes in hexadecimal or base64; encrypts stored secrets |
//! | `TRIGGER_RETENTION` | how long what is over is kept, such as `30d` or `12h`; `forever` |
//! | `TRIGGER_API_TOKEN` | the token of the [API](super::client); without it there is no API |
//! | `TRIGGER_LOG` | what is logged to standard error, such as `trigger=debug` |
//!
//! # Listening
//!
//! The app listens on the loopback address, for a proxy in front of it that speaks TLS. Providers
//! send to `POST /sources/{key}`; `GET /health` answers `ok`. A body larger than 1 MiB is answered
//! 413, one that takes longer than 10 seconds 408, and one with a content encoding 415, because
//! signatures are made over the bytes as they are sent.
//!
//! # The database
//!
//! One SQLite file in WAL mode, with `synchronous=FULL`: what was acknowledged is on the disk. The
//! files `-wal` and `-shm` beside it belong to it while the app runs. Every command works meanwhile.
//!
//! Several processes may serve one database. Each run is executed by one of them; when a process
//! ends, however it ends, another one, or its successor, takes its runs over. Whatever a process
//! that was only stopped for a while still writes is refused.
//!
//! # A new version
//!
//! The database is brought to the program's version when it is opened: all of it in one commit, or,
//! when something goes wrong, nothing. There is no way back, because what a newer version wrote an
//! older one would misread: a program that is older than the file refuses it. So make a backup
//! first; `doctor` of the new program says whether the file would be changed.
//!
//! # What is forgotten
//!
//! A finished run is kept for 30 days, with its tasks and its log, and so is a delivery that brought
//! nothing new. `TRIGGER_RETENTION` or [`App::retention`](crate::App::retention) says otherwise.
//!
//! - An event and the delivery that brought it are kept as long as one of its runs, and for seven
//!   days at the least. **That is how long its id is remembered**: delivered again after that, it is
//!   a new event. No provider tries for so long; keep more if you send old events again by hand.
//! - What a run needs that is not finished is kept as long as that run, however long it waits: its
//!   event, its tasks, and the runs whose results it waits for. An event that it may still come to
//!   wait for is there for it as long as events are kept.
//! - Of rejected deliveries no more than the last 1,000 are kept, each with 16 KiB of its body.
//!
//! The app looks for what is over when it starts and every hour. It removes some hundred rows at a
//! time, in commits that others share, so nobody waits for it; and because old rows are at the
//! beginning of their table, what it costs depends on what there is to forget, not on what is kept.
//! The space becomes free for what comes next. Where more than a quarter of the file is free, the
//! rest is given back to the file system, in steps just as small (`auto_vacuum = INCREMENTAL`): a
//! file in steady use neither grows nor shrinks all the time.
//!
//! # Backups
//!
//! ```console
//! $ app backup /backups/app-2026-01-31.db
//! /backups/app-2026-01-31.db  38.4 MB, checked
//! keep the key in .trigger/trigger.key too, in another place: without it the secrets in the copy
//! cannot be read
//! ```
//!
//! The copy shows the database as it stood at one moment, and is made while the app serves, which
//! does not wait for it. It is written anew, without what was forgotten, checked, and on the disk
//! before it has its name; a file that is there is never replaced. Do not copy the database with
//! `cp` while the app runs: a part of it is in the `-wal` file.
//!
//! To go back to a backup, stop the app, move the database and the two files beside it away, and
//! put the copy and the key in their places. Runs go on from where they stood then. What they did
//! after that is not in the copy, so they do it again, under the same idempotency keys.
//!
//! # When something is wrong
//!
//! `doctor` examines the database, the key, the clock, the sources, the workers, runs that nobody
//! takes up, the disk, the write-ahead log and the public URL. Each line says `ok`, `warn` or
//! `fail`, and what to do. It changes nothing, works while the app serves and when it does not
//! start, and exits with 1 if something fails: `doctor --json` is for whatever watches the machine.
//!
//! While the disk is full, or another program holds the database for longer than five seconds,
//! senders are answered 503 with `Retry-After`. Nothing that was acknowledged is lost, a finished
//! task's result is held until it can be written, and everything goes on by itself afterwards.
//!
//! # Secrets
//!
//! The secrets of webhooks are encrypted with XChaCha20-Poly1305, each bound to its place, under
//! `TRIGGER_SECRET_KEY`. Without that variable a key is made beside the database, readable by its
//! owner only: keep it where you keep the database, or the secrets are lost with it.
//!
//! Payloads of events, arguments of tasks and what tasks return are kept as they are, and shown to
//! whoever can read the database. A task says which of it is a secret: an output of
//! `#[task(redact("/card/number"))]` is encrypted in the same way, and shown without the number; an
//! argument of `#[task(redact(token))]` is neither kept nor shown; and `#[task(sealed)]` hides all
//! of both. An argument whose type is not `Serialize`, such as a `SecretString`, is never kept.
//!
//! # New versions of jobs
//!
//! A run belongs to the version of its job that started it. It goes on with a program that has the
//! job in a compatible version, as Cargo understands it: a run of `1.2.0` goes on with `1.2.1` and
//! `1.9.0`, and one of `0.2.0` with `0.2.4`. Where the job is gone or was changed beyond that, the
//! run waits, visibly (`waiting for job`), and is taken as soon as a program that can go on with it
//! starts, whatever its other waits. So mend a job under a higher patch or minor version, and give
//! one that does its tasks in another order a higher major version; `runs move` has its waiting
//! runs go on with the new code all the same. Whatever the version says, a task whose key now means
//! something else is reported, not misread.
//!
//! # Runs that kill the process
//!
//! A run that takes its process down, say by running out of memory, is found executing by the
//! next process and taken up again. From the second such death on it is executed only while no
//! other suspect is, so that runs which were merely executing beside it get their turn; after five
//! without a finished task in between it fails, with an error that says so, and what follows its
//! job's failures follows. A process that was killed from outside five times in a row is counted
//! the same: `runs retry` has such a run go on.
//!
//! # Stopping
//!
//! SIGINT and SIGTERM end the ingress first, then give executing runs ten seconds to come to rest.
//! Those that have not are put back into the queue, and go on, from their last committed task, at
//! the next start. The write-ahead log is moved into the database's file, so that what stays is one
//! file. A second signal ends the program at once; nothing is lost then either.
