-- Times are microseconds since 1970, in UTC. Ids are 16 bytes. Everything is looked up by primary
-- key or by a narrow partial index, so that no cost grows with the history.

-- One row a request that arrived at a source, as it arrived. Its id ends with its number, and it says
-- where its events are, so that neither takes an index: each is one more tree for every commit.
CREATE TABLE deliveries (
    seq         INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL,
    source      TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    method      TEXT    NOT NULL,
    uri         TEXT    NOT NULL,
    headers     TEXT    NOT NULL,               -- JSON: [[name, value], …]
    body        BLOB    NOT NULL,
    body_size   INTEGER NOT NULL,               -- as it arrived
    verdict     TEXT    NOT NULL,               -- accepted, duplicate, rejected
    reason      TEXT,                           -- why it was rejected
    status      INTEGER NOT NULL,               -- what was answered
    is_cut      INTEGER NOT NULL,               -- whether a rejected one is kept in part
    first_event INTEGER NOT NULL,               -- its events begin at this number, …
    event_count INTEGER NOT NULL,               -- … and are so many at the most
    replay_of   INTEGER REFERENCES deliveries (seq) ON DELETE SET NULL, -- the one it repeats
    sent_at     INTEGER                         -- of a replay: when the first of them arrived
) STRICT;

CREATE INDEX deliveries_rejected ON deliveries (seq) WHERE verdict = 'rejected';
CREATE INDEX deliveries_replays  ON deliveries (replay_of) WHERE replay_of IS NOT NULL;

-- One row an event. Its payload is either kept here or a part of its delivery's body.
CREATE TABLE events (
    seq         INTEGER PRIMARY KEY,
    source      TEXT    NOT NULL,               -- the source's key, '' for the app's own events
    id          TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    happened_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    context     TEXT    NOT NULL,               -- JSON
    is_test     INTEGER NOT NULL,
    delivery    INTEGER,                        -- the one that it came with
    payload     BLOB,
    payload_at  INTEGER,
    payload_len INTEGER,
    trace       TEXT,                           -- W3C traceparent: the trace it belongs to
    UNIQUE (source, id)
) STRICT;

CREATE INDEX events_of_name ON events (source, name);

-- One row a run of a job.
CREATE TABLE runs (
    seq         INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL UNIQUE,
    job         TEXT    NOT NULL,
    version     TEXT    NOT NULL,
    event       INTEGER NOT NULL REFERENCES events (seq),
    status      TEXT    NOT NULL,
    properties  TEXT    NOT NULL,               -- JSON
    output      BLOB,                           -- JSON
    error       TEXT,                           -- JSON
    created_at  INTEGER NOT NULL,
    started_at  INTEGER,
    finished_at INTEGER,
    waits_for   TEXT,                           -- while waiting: time, retry, event, …, job
    wake_at     INTEGER,                        -- while waiting: when it goes on by itself
    awaits      INTEGER NOT NULL DEFAULT 0,     -- while waiting: what it awaits wakes it too
    brought     INTEGER NOT NULL DEFAULT 0,     -- counts the results that its worker does not
    parked_for  TEXT,                           -- while waiting for its job: the code it needs
    account     TEXT,                           -- the one that it has waited for
    owner       BLOB,                           -- the worker, while executing
    epoch       INTEGER NOT NULL DEFAULT 0,     -- counts the times a worker took it
    failures    INTEGER NOT NULL DEFAULT 0,     -- counts the times it failed and was retried
    crashes     INTEGER NOT NULL DEFAULT 0,     -- counts the times its worker died, since …
    crashed_after INTEGER NOT NULL DEFAULT 0,   -- … it had so many finished tasks
    replay_of   INTEGER REFERENCES runs (seq) ON DELETE SET NULL, -- the run that it repeats
    slot        TEXT,                           -- the concurrency limit it falls under
    scope       TEXT,                           -- the limit without the key that it counts by
    held        INTEGER NOT NULL DEFAULT 0,     -- while queued: the slot is full, or the job paused
    parent      INTEGER REFERENCES runs (seq) ON DELETE SET NULL, -- the run that invoked it
    parent_task TEXT                            -- JSON: the path of the task that invoked it
) STRICT;

CREATE INDEX runs_suspect   ON runs (status, seq)
    WHERE crashes >= 2 AND status IN ('queued', 'executing');
CREATE INDEX runs_of_slot   ON runs (slot, held, job, seq)
    WHERE slot IS NOT NULL AND status IN ('queued', 'executing');
CREATE INDEX runs_waiting   ON runs (wake_at) WHERE status = 'waiting' AND wake_at IS NOT NULL;
CREATE INDEX runs_unconnected ON runs (account) WHERE waits_for = 'connection';
CREATE INDEX runs_parked    ON runs (parked_for, seq) WHERE parked_for IS NOT NULL;
CREATE INDEX runs_of_event  ON runs (event);
CREATE INDEX runs_of_job    ON runs (job, seq);
-- The queue too: those of a job which may start lie side by side.
CREATE INDEX runs_of_status ON runs (status, held, job, seq);
CREATE INDEX runs_replays   ON runs (replay_of) WHERE replay_of IS NOT NULL;
CREATE INDEX runs_of_parent ON runs (parent, parent_task, finished_at) WHERE parent IS NOT NULL;

-- One row 1,024 runs in a row: no run of them was created before or after these times, which are
-- rounded to what is not much more than a second. So what was created in a time is found without an
-- index of times: most runs that are added find their span as it should be.
CREATE TABLE run_spans (
    span        INTEGER PRIMARY KEY,            -- the number of each of its runs, by 1,024
    first_at    INTEGER NOT NULL,
    last_at     INTEGER NOT NULL
) STRICT;

CREATE TRIGGER span_run AFTER INSERT ON runs
WHEN NOT EXISTS (SELECT 1 FROM run_spans
                 WHERE span = new.seq >> 10 AND new.created_at BETWEEN first_at AND last_at)
BEGIN
    INSERT INTO run_spans VALUES (
        new.seq >> 10, new.created_at & ~1048575, new.created_at | 1048575)
    ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at),
                              last_at = max(last_at, excluded.last_at);
END;

-- One row a concurrency limit. The program that was started last says how large it is.
CREATE TABLE limits (
    scope       TEXT    PRIMARY KEY,            -- JSON: the job or the group
    size        INTEGER NOT NULL                -- how many runs of a slot execute at once
) STRICT, WITHOUT ROWID;

-- One row a job whose runs are queued and do not start.
CREATE TABLE paused_jobs (
    job         TEXT    PRIMARY KEY,
    paused_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a task: what `io` keeps of it. The rows lie in the order in which they were added and not
-- by their runs, so that the tasks of many runs that execute at once fill one page after another.
CREATE TABLE tasks (
    run         INTEGER NOT NULL REFERENCES runs (seq),
    path        TEXT    NOT NULL,               -- JSON: the keys, outermost first
    kind        TEXT    NOT NULL,               -- which operation of `io` it is
    name        TEXT    NOT NULL,
    icon        TEXT    NOT NULL,
    params      TEXT    NOT NULL,               -- JSON: the arguments, without secrets
    properties  TEXT    NOT NULL,               -- JSON
    status      TEXT    NOT NULL,               -- completed, failed, retrying, waiting
    attempts    INTEGER NOT NULL,
    output      BLOB,                           -- JSON, encrypted if sealed
    sealed      INTEGER NOT NULL,
    shown       TEXT,                           -- JSON: what may be seen of a sealed output
    error       TEXT,                           -- JSON
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    wake_at     INTEGER,
    place       TEXT    NOT NULL,               -- where it is called: file:line:column
    begun_after INTEGER,                        -- how many results were given beside it before
    result      INTEGER,                        -- orders it among its run's results
    event       INTEGER,                        -- the event that it waited for
    UNIQUE (run, path)
) STRICT;

-- One row an event that a task waits for. Its filter's first plain value stands apart, so that an
-- event finds those who wait for it, however many wait for others of its name.
CREATE TABLE awaited_events (
    source      TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    field       TEXT    NOT NULL,               -- JSON pointer; '' if there is no such value
    value       TEXT    NOT NULL,               -- JSON
    run         INTEGER NOT NULL REFERENCES runs (seq),
    task        TEXT    NOT NULL,               -- JSON: the path
    filter      TEXT    NOT NULL,               -- JSON
    PRIMARY KEY (source, name, field, value, run, task)
) STRICT, WITHOUT ROWID;

CREATE INDEX awaited_events_of_task ON awaited_events (run, task);

-- One row a URL that a run has handed out for one request.
CREATE TABLE requests (
    token       BLOB    PRIMARY KEY,            -- the SHA-256 of what is in the URL
    run         INTEGER NOT NULL REFERENCES runs (seq),
    task        TEXT,                           -- JSON: the path of the task that waits for it
    request     TEXT                            -- JSON, once it has arrived
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_of_run ON requests (run);

-- One row an event whose time is still to come.
CREATE TABLE delayed_events (
    id          TEXT    PRIMARY KEY,
    name        TEXT    NOT NULL,
    payload     BLOB    NOT NULL,
    account     TEXT,                           -- whose it is; NULL: the app's own
    is_test     INTEGER NOT NULL,
    due_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX delayed_events_due ON delayed_events (due_at);

-- One row a value that runs keep.
CREATE TABLE state (
    scope       TEXT    NOT NULL,               -- JSON: ["run", id], ["job", id], ["app"]
    name        TEXT    NOT NULL,
    value       TEXT    NOT NULL,               -- JSON
    PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;

-- One row a line that a run recorded. A replayed line has the place of the first one.
CREATE TABLE lines (
    run         INTEGER NOT NULL REFERENCES runs (seq),
    task        TEXT    NOT NULL,               -- JSON: the path of the task that recorded it
    attempt     INTEGER NOT NULL,
    line        INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    level       TEXT    NOT NULL,
    message     TEXT    NOT NULL,
    data        TEXT    NOT NULL,               -- JSON
    PRIMARY KEY (run, task, attempt, line)
) STRICT, WITHOUT ROWID;

-- One row a source that was ever registered by itself.
CREATE TABLE sources (
    key         TEXT    PRIMARY KEY,
    kind        TEXT    NOT NULL,               -- the id of its kind
    params      TEXT    NOT NULL,               -- JSON: what its kind makes it from
    account     TEXT,                           -- of which a dynamic trigger is
    url         TEXT    NOT NULL,               -- where the provider was told to send to
    home        TEXT,                           -- which file the database was then
    active      INTEGER NOT NULL,               -- whether the registration stands
    events      TEXT    NOT NULL,               -- JSON: what is registered
    options     TEXT    NOT NULL,               -- JSON: the same of the options beside the events
    data        TEXT,                           -- JSON: what the source keeps
    secret      BLOB,                           -- encrypted
    error       TEXT,                           -- why the last registration failed
    drift       TEXT,                           -- what a check found that is not as registered
    checked_at  INTEGER,
    updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row an account that was connected to a provider. Whoever claims its tokens may replace those
-- of that version.
CREATE TABLE connections (
    provider    TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    version     INTEGER NOT NULL,               -- counts the changes
    tokens      BLOB,                           -- encrypted; NULL when the provider gives no more
    refused     TEXT,                           -- why it does not
    claimed_until INTEGER,                      -- while somebody replaces them
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (provider, account)
) STRICT, WITHOUT ROWID;

-- One row a source that keeps something from one delivery to the next.
CREATE TABLE source_metadata (
    source      TEXT    PRIMARY KEY,            -- the source's key
    version     INTEGER NOT NULL,               -- counts the changes
    metadata    TEXT    NOT NULL                -- JSON
) STRICT, WITHOUT ROWID;

-- One row a dynamic trigger that was registered while the app ran.
CREATE TABLE dynamic_triggers (
    kind        TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    source      TEXT    NOT NULL,               -- the key of its source
    params      TEXT    NOT NULL,               -- JSON: what the source is made from
    account     TEXT,
    metadata    TEXT    NOT NULL,               -- JSON
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX dynamic_triggers_of_source ON dynamic_triggers (source);

-- One row a schedule: that of a job, or one that was registered while the app ran. Whoever moves
-- its next tick on has fired it, so it fires once whatever the number of processes.
CREATE TABLE schedules (
    key         TEXT    PRIMARY KEY,
    kind        TEXT    NOT NULL,               -- job, dynamic
    declared    TEXT    NOT NULL,               -- the id of the job or of the dynamic schedule
    schedule    TEXT    NOT NULL,               -- JSON
    timing      TEXT    NOT NULL,               -- when it ticks; a changed one begins anew
    params      TEXT,                           -- JSON: what was registered with it
    next_at     INTEGER,                        -- NULL when it ticks no more
    last_at     INTEGER,                        -- the newest tick that started a run
    paused_at   INTEGER                         -- while paused
) STRICT, WITHOUT ROWID;

CREATE INDEX schedules_due ON schedules (next_at) WHERE paused_at IS NULL;

-- One row a source that is asked what is new. Whoever moves a due question on asks it, so it is
-- asked once whatever the number of processes.
CREATE TABLE polls (
    source      TEXT    PRIMARY KEY,
    cursor      TEXT,                           -- where the next question begins
    next_at     INTEGER NOT NULL,               -- while it is asked: when another may ask instead
    asked_by    BLOB,                           -- the worker that asks it now
    turn        INTEGER NOT NULL DEFAULT 0,     -- counts the questions
    answered_at INTEGER,
    failures    INTEGER NOT NULL DEFAULT 0,     -- since it was last answered
    error       TEXT                            -- why the last question failed
) STRICT, WITHOUT ROWID;

CREATE INDEX polls_due ON polls (next_at);

-- One row an item that such a source has found, so that it is found once.
CREATE TABLE polled_items (
    source      TEXT    NOT NULL,
    item        TEXT    NOT NULL,
    found_at    INTEGER NOT NULL,               -- when it was last found, to a day
    PRIMARY KEY (source, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX polled_items_old ON polled_items (source, found_at);

-- One row a process that executes runs. Its port is where it is woken, and while it is bound the
-- process is alive.
CREATE TABLE workers (
    id          BLOB    PRIMARY KEY,
    port        INTEGER NOT NULL,
    alive_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row an hour, a job, a status and a span of time: how many runs ended so, after a time that
-- was shorter than that many milliseconds. It is counted in the commit that changes it, so that
-- nobody has to look through the history.
CREATE TABLE ended_runs (
    hour        INTEGER NOT NULL,               -- its begin
    job         TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    under_ms    INTEGER NOT NULL,               -- 0: it never executed
    runs        INTEGER NOT NULL,
    PRIMARY KEY (hour, job, status, under_ms)
) STRICT, WITHOUT ROWID;

-- One row an hour, a source and a verdict.
CREATE TABLE arrived_deliveries (
    hour        INTEGER NOT NULL,
    source      TEXT    NOT NULL,
    verdict     TEXT    NOT NULL,
    deliveries  INTEGER NOT NULL,
    PRIMARY KEY (hour, source, verdict)
) STRICT, WITHOUT ROWID;
