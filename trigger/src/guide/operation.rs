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
//! One SQLite file in WAL mode, with `synchronous=FULL`: what was acknowledged is on the disk. It
//! is brought to the program's version when it is opened; a program that is older than the file
//! refuses it. Every command works while the app serves.
//!
//! Several processes may serve one database. Each run is executed by one of them; when a process
//! ends, however it ends, another one, or its successor, takes its runs over. Whatever a process
//! that was only stopped for a while still writes is refused.
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
//! the next start. A second signal ends the program at once; nothing is lost then either.
