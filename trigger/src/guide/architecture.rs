//! The floors of the house, and one webhook on its way through them.
//!
//! # The floors
//!
//! ```text
//! app, cli           the app and the command line it gets
//! testing            the app under test
//! dashboard          pages for people
//! server             the ingress, the API
//! client             what a program asks of its own app
//! engine             registry, sources, the embedded engine
//! integrations, fetch  store          somebody else's APIs; one SQLite file
//! job                jobs, triggers, arguments
//! source, record     where events come from; what is known about runs
//! run                Io, and RunOps, which it stands on
//! spec               what events, tasks and integrations are
//! error, id, pointer, seal, telemetry, time
//! ```
//!
//! A part imports from its own floor and those below; a test holds that. Generated code enters by
//! one door, `trigger::__private`.
//!
//! # One webhook
//!
//! Stripe says that a price was created.
//!
//! 1. **The socket.** `server::ingress` reads the body, within its limits of size and time, and
//!    hands method, URL, headers and raw bytes to the engine. Nothing is parsed.
//! 2. **The source.** The key in the URL names the source, and the source's secret is in memory.
//!    [`ExternalSource::handle`](crate::source::ExternalSource::handle) verifies the raw bytes,
//!    then reads the envelope; the object in it stays a borrowed slice of the body, and what is
//!    said beside it stays [text](crate::source::Attributes) until a run looks at it.
//! 3. **The jobs.** The registry knows which jobs want `price.created` from this source. Each
//!    decodes the payload into its type and asks its filter. What is left is a run for each.
//! 4. **The commit.** Delivery, event and runs go to the writing thread as one command. It commits
//!    all commands that have gathered as one group, so a lone one waits for nobody and a flood
//!    shares its syncs. An event whose source and id are known changes nothing. The payload is
//!    stored once, in the delivery; the event knows where in it. What a commit costs is the pages
//!    that it writes, so what can be found without an index has none: a delivery's id ends with the
//!    number of its row, and the row says which events are its own.
//! 5. **The start.** What came of a group is handed over by a task of its own, in the order of the
//!    commits, while the thread is at the next group: it starts the runs for which there was room,
//!    and rings for the others. So no sender that hangs up can keep a run from starting. Then the
//!    request's future gets its reply, and Stripe its 200.
//! 6. **The run.** The engine calls the job's function and polls its future. `io.run` goes through
//!    [`RunOps`](crate::RunOps) to the session, which looks into the run's journal: a known result
//!    comes back; an unknown one is made by executing the task, and is committed, together with the
//!    lines logged up to then, before the call returns.
//! 7. **The rest.** When every open call of the run only waits, for an hour or for a retry, the
//!    future is dropped and the run is put away until the earliest of their times. The timer sleeps
//!    until that; then the run is queued, claimed, and called again with its journal. A run that
//!    waits for an event, a request or another run is queued by the commit that brings it. A commit
//!    that brings it just while the run is being put away is noticed: the run's row counts the
//!    results that were brought, and a run that has not seen all of them is queued instead.
//! 8. **The end.** The function returns. Its output, its last lines and its status are one commit,
//!    which lets go of the run and hands its place on to the run whose turn it is in the queue. One
//!    place of sixteen is kept and handed on to none: a run has it only where its job has no other,
//!    so that no job has them all.
//!
//! Results are given to the run's code one at a time, in the order in which they were committed: a
//! call whose result is there waits for its turn, and gets it once the code has nothing else to do.
//! On a replay, when all results are known from the start, `join!` and `select!` so do what they
//! did the first time.
//!
//! Each write of steps 6 to 8 carries a fence: the worker's id and a counter of how often the run
//! was taken. A worker that was stopped for too long finds its writes refused, drops the future
//! and forgets the run.
//!
//! # The life of a source
//!
//! What the program says of sources is `engine::declared`; what is stored about one, with that and
//! the settings, gives its entry in `engine::sources`, a whole that is replaced whenever a fact
//! changes. Two jobs of the library itself (`engine::own`), runs like any other, bring a provider to
//! what is wanted: `register-source` and `deregister-source`. They are started where an entry is not
//! as wanted: at the start, after a check that found drift, on request, and in the step that
//! registers a dynamic trigger or takes it back. A newer run takes the place of an older one of the
//! same source.
//!
//! An event that dynamic triggers want is passed on in the commit that keeps it: one more event for
//! each trigger, under an id made of the trigger's key and the event's, so that a repeated delivery
//! passes nothing on twice.
//!
//! # What is seen
//!
//! `telemetry` holds every name that operators build on: `spans` makes the spans, `Measured` is
//! what can be measured, `meters` says how it is exported. The engine's side of it is one file,
//! `engine::embedded::measure`, with one function for each place that has something to say. A
//! command executes on the writing thread within its caller's span; that is how an event knows the
//! trace that it belongs to.
//!
//! # Under test
//!
//! [`testing`](crate::testing) opens the same engine with a database in memory and a clock that it
//! moves, and instead of serving conducts it by hand: `settle` has everything happen that can, and
//! returns when each execution is known to wait for a time; `next_due` says for which. What a test
//! changes beside that is in `engine::Conduct`, in one place.
//!
//! The embedded engine is told random stories, too: scripts of tasks, waits, signals and invoked
//! runs, with cancels and retries from outside, and processes that end at random commits. What
//! comes of each is compared with what an oracle says, a small interpreter of the same scripts that
//! stores nothing and is never interrupted.
//!
//! # The life of a run
//!
//! What may happen to a run, and when, is one pure state machine, `run::machine`: a state, a
//! transition, the next state or a refusal. The store loads the state by the row's key, applies the
//! transition and writes what follows, in the command that also writes the output, the lines or the
//! journal; a cancelled run, an owner that is gone and a person's retry take the same way as a
//! worker's own writes. A model test holds its rules: an end is final unless a person retries, one
//! owner at a time, a stale owner is refused.
//!
//! # The seam
//!
//! [`RunOps`](crate::RunOps) is what one run stands on, and beside it `engine::Engine` is what the
//! app stands on: receive, publish, query, serve. The cut is above the journal, so that an engine
//! with a journal of its own fits under it. `engine::conformance` holds an engine to all that it has
//! to do, as facts that speak to it through these two traits alone.
