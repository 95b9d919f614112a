//! Settings, the database, secrets, logs, metrics, traces, stopping and starting.
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
//! | `TRIGGER_SECRET_KEY` | 32 bytes in hexadecimal or base64; encrypts stored secrets. Several keys, with commas between them, [replace one](#another-key) |
//! | `TRIGGER_CONCURRENCY` | how many runs execute at once in this process; 64 |
//! | `TRIGGER_LEASE` | for how many seconds a process that says nothing is taken for alive; 15 |
//! | `TRIGGER_RETENTION` | how long what is over is kept, such as `30d` or `12h`; `forever` |
//! | `TRIGGER_BODY_LIMIT` | the largest body that a sender may send, in bytes; 1 MiB |
//! | `TRIGGER_RATE_LIMIT` | how many requests a second each source takes; as many as come |
//! | `TRIGGER_LOG`, or `RUST_LOG` | what is logged to standard error, such as `warn,trigger=debug` |
//! | `TRIGGER_LOG_FORMAT` | how: `text`, or `json`, one object a line |
//! | `TRIGGER_DASHBOARD_LISTEN` | where the dashboard is served; beside the webhooks without it |
//! | `TRIGGER_DASHBOARD_TOKEN` | what a person who is not on the machine logs in with; without it one is made at each start and printed where it is needed |
//! | `TRIGGER_DASHBOARD_HOST` | the names under which people reach the dashboard, separated by commas |
//! | `TRIGGER_METRICS_LISTEN` | where metrics are served; without it they are not |
//! | `OTEL_EXPORTER_OTLP_ENDPOINT` | where traces are exported to; without it they are not |
//! | `TRIGGER_API_TOKEN` | the token of the [API](super::client); without it there is no API |
//!
//! # Listening
//!
//! The app listens on the loopback address, for a proxy in front of it that speaks TLS. Providers
//! send to `POST /sources/{key}`; `GET /health` answers `ok`. A body larger than 1 MiB is answered
//! 413, one that takes longer than 10 seconds 408, and one with a content encoding 415, because
//! signatures are made over the bytes as they are sent.
//!
//! # The dashboard
//!
//! `serve` prints where it is, and `dev` prints beside it a link for each run. Every page is also a
//! JSON document: `/runs` as `/runs.json`, the overview as `/index.json`; `/openapi.json` describes
//! them.
//!
//! The test page calls a job with a payload, whatever its filter says. Where the job's source can be
//! imitated it also delivers: the event is written as its provider would, signed with the source's own
//! secret, verified, filtered and recorded; its runs are marked as tests. `test JOB --deliver` does the
//! same from the command line. A delivery that is kept can be replayed from its page.
//!
//! Of a header that signs only the form is shown, and of one that is a secret nothing: who may look at
//! a delivery cannot send it.
//!
//! On the machine itself nobody is asked who they are. A request counts as such when it arrives at a
//! loopback address, names one as its host, and has come through no proxy. Every other request needs
//! the dashboard's token, with which a person logs in once. A host name that is neither `localhost`
//! nor that of the public URL nor in `TRIGGER_DASHBOARD_HOST` is refused, and so is what another
//! site's page sends. Where webhooks arrive at a public address, give the dashboard one of its own:
//!
//! ```text
//! app serve --listen 0.0.0.0:3040 --dashboard-listen 127.0.0.1:3041
//! ```
//!
//! What the charts show is counted in the commit that changes it, so no page looks through the
//! history; a search for a text looks at the newest 2,000 runs. Without the feature `dashboard`
//! there are no pages in the program at all.
//!
//! # The database
//!
//! One SQLite file in WAL mode, with `synchronous=FULL`: what was acknowledged is on the disk. The
//! files `-wal` and `-shm` beside it belong to it while the app runs. Every command works meanwhile.
//!
//! What is committed goes to the log `-wal` first. A thread of its own copies it into the database
//! each 4 MB while what comes in goes on being committed, and the log then begins anew in the file
//! that it has. Where a disk cannot keep up, commits wait for it at 32 MB. Only a command that reads
//! for long makes the log longer, for as long as it reads.
//!
//! Several processes may serve one database. Each run is executed by one of them; when a process
//! ends, however it ends, another one, or its successor, takes its runs over. Whatever a process
//! that was only stopped for a while still writes is refused.
//!
//! A part of the engine that stops is started again, and says so. One that does not hold ends the
//! program with exit code 1, for whatever watches over it to start it anew.
//!
//! # What to ship
//!
//! A profile in the app's `Cargo.toml` that lets the compiler see the whole program, and an allocator
//! that is made for several threads. The program of `cargo bench --bench engine` is built so. The
//! profile made it a quarter smaller, and with it what that takes of memory while it is idle; to
//! compile it takes longer. The allocator took up to a tenth off the processor's time for a run.
//!
//! ```toml
//! [profile.release]
//! codegen-units = 1
//! lto = "fat"
//! opt-level = 2
//!
//! [dependencies]
//! mimalloc = { version = "0.1", default-features = false, features = ["no_thp"] }
//! ```
//!
//! ```
//! #[global_allocator]
//! static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
//! # fn main() {}
//! ```
//!
//! Without `no_thp` it takes pages of 2 MB where the system offers them, 10 MB more when idle. The
//! library's own `Cargo.toml` also has the packages compiled for size (`opt-level = "s"`) that are not
//! at work for a delivery or a run, such as `rustls` and `clap_builder`: 0.8 MB less when idle.
//!
//! Leave `panic` as it is: a job that panics fails its run, and nothing else.
//!
//! # How fast it is
//!
//! `cargo bench --bench engine` measures the engine on the machine at hand, with the app as a process
//! of its own and a database that syncs each commit, and puts each figure beside what the machine
//! does at the best with nothing around:
//!
//! - *durable ingest* is signed events of 3 KB, answered once they are committed; beside it stands a
//!   bare axum handler that verifies the same signature and inserts the body, as durably;
//! - *webhooks to finished runs* is runs of three tasks, with five commits each, of which so many
//!   are at work at once; beside it stands SQLite that commits the very same rows and the end of
//!   each run, of a hundred runs at once;
//! - *webhook to finished run* is one such run with nothing else to do, beside its commits alone;
//! - *one run, in a flood* is how long a run of one job takes while thousands of another job's runs
//!   are in the queue;
//! - *waiting runs* is what they take of memory, and how late they go on;
//! - *processor* is the time of one core that the app takes for one delivery or run.
//!
//! All of it is measured again with a million finished runs in the database. What sends shares the
//! machine, so a ratio says more than a rate; and where a limit is a rate, it is measured in turns with
//! what it is the limit of, because machines that others use too change their speed. The head of `benches/engine/main.rs` lists the options:
//! `--quick` measures less of everything, `--only latency,flood` some of it.
//!
//! `cargo bench --bench verification` measures what it costs to verify a delivery of 3 KB beside the
//! bare HMAC of its body, and fails where that is more than 1.2 times as much.
//!
//! # Another key
//!
//! The first key of `TRIGGER_SECRET_KEY`, or of the key's file, encrypts, and each of them decrypts.
//! To replace a key while the app serves:
//!
//! 1. Put the new key in front of the old one, `NEW,OLD`, and start every process anew with both.
//! 2. `app rotate-keys` seals everything with the first one. `doctor` says whether there is something
//!    left to seal.
//! 3. Take the old key away.
//!
//! An app whose key is lost does not start, rather than work with half of what it knows.
//! `app rotate-keys --forget-lost` forgets the secrets of sources that no key opens, and they
//! register anew at the next start, with one endpoint as before. The sealed outputs of tasks cannot
//! be had again: a run that needs one fails when it goes on.
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
//! # Runs as files
//!
//! `app export --status failed -o failed.jsonl` writes runs as JSON lines, oldest first, each what
//! `app runs show ID --json` prints; `--job`, `--from`, `--until` and `--text` choose them. `app
//! import FILE` takes runs that have ended over into another database as history: they are listed,
//! searched and replayed there, and none of them executes by itself. A run that is there already
//! stays as it is, so a file may be imported twice. What was sealed is not in the file.
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
//! # Logs
//!
//! `serve` logs to standard error what `TRIGGER_LOG` asks for, or else `RUST_LOG`, or else
//! `warn,trigger=info,trigger::delivery=warn`; the other commands log warnings. With
//! `--log-format json` everything that it says there, the end of each run too, is one JSON object a
//! line, with the spans around it. Until it is told otherwise, the log has no span of a delivery,
//! because no line of level INFO is within one; what is exported has.
//!
//! A job's and a task's own lines, by [`tracing`](https://docs.rs/tracing), stand within the
//! engine's spans, so each says which run, which task and which attempt it belongs to:
//!
//! ```text
//! INFO run{run=run_0199… job="announce" version="0.1.0" attempt=1 source="stripe.webhook"}:task{task="post" path=post attempt=2}: shop: posted
//! ```
//!
//! The names of spans, targets and fields are an interface: a change of one is a breaking one. All
//! of these spans are of level INFO. A field holds an id, a number or a word; never a payload, an
//! output, a header or the text of an error.
//!
//! | span | target | fields |
//! |---|---|---|
//! | `delivery` | `trigger::delivery` | `source`: its key; `delivery`: its id; `verdict`: accepted, duplicate, rejected; `status`: what was answered; `events`, `runs`: how many it brought |
//! | `run` | `trigger::run` | `run`: its id; `job`; `version`: the program's; `attempt`: one more than the times it failed and was retried; `source`: of its event; `status`: where it stands after this execution |
//! | `task` | `trigger::task` | `task`: its name; `path`: the keys from the run down to it; `attempt` |
//!
//! A `run` span is one execution: a run that waits for long, or whose process ends, executes again
//! and has another one, with the same `run`. Within each span a line of level DEBUG says that it
//! was `answered`, has `rested` or has `failed`.
//!
//! # Metrics
//!
//! With the feature `metrics`, `serve --metrics-listen 127.0.0.1:9464` serves `GET /metrics` in
//! the OpenMetrics format, which Prometheus reads. It is an address of its own because `--listen`
//! is open to the world; bind it where only Prometheus gets. Without the option nothing is
//! measured.
//!
//! | metric | type | labels | meaning |
//! |---|---|---|---|
//! | `trigger_deliveries_total` | counter | `source`, `verdict` | requests to sources that were answered: accepted, duplicate, rejected, or unrecorded because the database could not be written |
//! | `trigger_delivery_duration_seconds` | histogram | `source` | from the end of a request's body to its commit |
//! | `trigger_events_total` | counter | `source` | events that were not known before |
//! | `trigger_source_registered` | gauge | `source` | 1 while the source is registered, by itself or by hand |
//! | `trigger_open_runs` | gauge | `status` | runs of the database that have not ended: queued, held (back by a limit), executing, waiting |
//! | `trigger_runs_ended_total` | counter | `job`, `status` | runs that ended in this process: completed, failed, timed_out, cancelled (while they executed), invalid_payload |
//! | `trigger_run_queue_seconds` | histogram | `job` | from the creation of a run to its first execution |
//! | `trigger_run_duration_seconds` | histogram | `job` | from the first execution of a run to its end, with its waits |
//! | `trigger_task_attempts_total` | counter | `job`, `outcome` | attempts at tasks: completed, failed |
//! | `trigger_task_retries_total` | counter | `job` | failed attempts that another one follows |
//! | `trigger_schedule_lateness_seconds` | histogram | `job` | from the time for which a tick was due to its commit |
//! | `trigger_commit_duration_seconds` | histogram | | how long the commit of a group of writes took |
//! | `trigger_commit_commands` | histogram | | how many writes a commit held |
//! | `trigger_queued_writes` | gauge | | writes that have not been begun |
//! | `trigger_wal_size_bytes` | gauge | | the size of the write-ahead log |
//! | `trigger_slots` | gauge | | how many runs can execute in this process at once |
//! | `trigger_slots_used` | gauge | | how many do |
//! | `trigger_workers` | gauge | | processes that execute runs of the database |
//! | `trigger_heartbeats_total` | counter | `outcome` | times this process has said that it is alive: completed, failed |
//!
//! `source` is the key of one of the app's sources, `app` for its own events, or `unknown` for
//! requests to a source that it does not have; `job` is the id of one of its jobs. So their number
//! is bounded, whatever arrives. `trigger_open_runs` and `trigger_workers` are of the database;
//! with several processes, take the maximum. The rest is of the process; take the sum.
//!
//! # Traces
//!
//! With the feature `otlp`, `serve` exports the spans above, and the lines of level INFO and above
//! in them, by OTLP over HTTP (`http/protobuf`) when `OTEL_EXPORTER_OTLP_ENDPOINT` or
//! `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` is set. The other standard variables mean what they always
//! do: `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_TIMEOUT`, `OTEL_SERVICE_NAME` (else the
//! program's name), `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`, `OTEL_SDK_DISABLED`. What
//! is left is exported when the program stops, within five seconds.
//!
//! The W3C `traceparent` of a delivery that was verified is the parent of its `delivery` span. The
//! trace is kept with the event, so each execution of the runs that it starts is part of it, after
//! a restart too, and so are the runs that those start by events and by call. That of a delivery
//! that was refused is not followed.
//!
//! An app that sets up a `tracing` subscriber of its own before it calls
//! [`App::run`](crate::App::run) keeps that one: these spans go there, and neither the format nor
//! the export is the library's.
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
