//! Where a story is told: an engine on a file, whose process ends where the story says.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::by_hand::by_hand;
use super::super::{Bench, HOUR, add};
use super::account::{Account, Name, RunAccount, TaskAccount};
use super::oracle::{Oracle, Retriable};
use super::player::{
    Deed, PlayWanted, Signal, World, hears_of_failure, hears_of_success, helps, hurries, insists,
    plays, root,
};
use super::script::{Cue, Story, span};
use crate::engine::embedded::{Activity, Conduct, Embedded};
use crate::engine::{Action, Engine, Publish};
use crate::id::RunId;
use crate::job::Concurrency;
use crate::jobs;
use crate::record::{RunRecord, TaskRecord, TaskStatus};
use crate::run::{RunStatus, TaskKey};
use crate::store::{End, RunQuery, StoreError};
use crate::time::Timestamp;

pub(super) struct Stage {
    bench: Bench,
    engine: Embedded,
    oracle: Oracle,
    number: u64,
    world: Arc<World>,
    /// Processes that go on though another one has taken over from them.
    stale: Vec<(Embedded, Arc<Activity>)>,
    crashes: VecDeque<(u8, End)>,
    crashed: u32,
}

impl Stage {
    /// Tells a story to its end, and gives what the engine did amiss.
    pub(super) async fn tell(story: &Story) -> Vec<String> {
        let mut stage = Self::set(story).await;
        let mut time = stage.world.begun_at;
        for (number, (hours, cue)) in story.cues.iter().enumerate() {
            time = add(time, span(*hours, ("cue", number)));
            stage.pass_to(time).await;
            stage.oracle.pass_to(time);
            stage.give(number, cue).await;
        }
        stage.pass_to(Timestamp::MAX).await;
        stage.oracle.pass();
        let mut amiss = stage.amiss().await;
        let account = stage.account().await;
        amiss.extend(account.differences(&stage.oracle.account(), stage.crashed));
        World::end(stage.number);
        amiss
    }

    async fn set(story: &Story) -> Self {
        let mut bench = Bench::new(jobs![
            plays,
            insists,
            hurries,
            helps,
            hears_of_failure,
            hears_of_success
        ]);
        if story.put_away == 0 && story.ahead == 0 {
            // Who waits in memory keeps its place, and others would wait for it.
            bench.jobs[1].options = bench.jobs[1].options.concurrency(Concurrency::new(1));
        }
        bench.slots = 64;
        bench.conduct = Conduct {
            strict_replay: true,
            is_forgetful: story.is_forgetful,
            put_away: HOUR * u32::from(story.put_away),
            ahead: HOUR * u32::from(story.ahead),
            ..by_hand()
        };
        let (number, world) = World::begin(&bench.clock);
        let mut stage = Self {
            engine: bench.open().await,
            oracle: Oracle::new(world.begun_at),
            bench,
            number,
            world,
            stale: Vec::new(),
            crashes: story.crashes.iter().copied().collect(),
            crashed: 0,
        };
        stage.begin().await;
        stage
    }

    /// Has the engine's process begin, and end where the story says.
    async fn begin(&mut self) {
        self.engine.crash().await.unwrap();
        self.engine.begin().await.unwrap();
        if let Some((commit, end)) = self.crashes.pop_front() {
            self.engine.core.store.fuse().light(commit.into(), end);
        }
    }

    /// Another process takes up what the one before has left.
    async fn restart(&mut self) {
        let (_ended, activity) = self.replace().await;
        activity.abandon().await;
        self.begin().await;
    }

    /// Another process takes over from one that goes on.
    async fn take_over(&mut self) {
        let stale = self.replace().await;
        stale.0.core.store.fuse().put_out();
        self.stale.push(stale);
        self.crashed += 1;
        self.begin().await;
    }

    async fn replace(&mut self) -> (Embedded, Arc<Activity>) {
        let activity = self.bench.conduct.activity.replace(Arc::default());
        let next = self.bench.open().await;
        let before = std::mem::replace(&mut self.engine, next);
        (before, activity.unwrap())
    }

    /// Asks the engine for something until it is done: a process that ended meanwhile may have done
    /// it or not.
    async fn insist<T>(&mut self, ask: impl AsyncFn(&Embedded) -> Result<T, StoreError>) -> T {
        loop {
            let fuse = self.engine.core.store.fuse().clone();
            let done = tokio::select! {
                biased;
                () = fuse.blown() => None,
                done = ask(&self.engine) => match done {
                    Ok(done) => Some(done),
                    Err(error) => {
                        assert!(fuse.has_blown(), "{error}");
                        None
                    }
                },
            };
            match done {
                Some(done) => return done,
                None => {
                    self.crashed += 1;
                    self.restart().await;
                }
            }
        }
    }

    /// Has all happen that happens until a time; of the last one there is no coming.
    async fn pass_to(&mut self, time: Timestamp) {
        let clock = self.bench.clock.clone();
        loop {
            // Whoever slept until now has to notice, of whatever process.
            while clock.next_awaited().is_some_and(|at| at <= clock.now()) {
                tokio::task::yield_now().await;
            }
            for (_, activity) in &self.stale {
                activity.stillness(&clock).await;
            }
            let settle = async |engine: &Embedded| {
                engine.settle().await?;
                engine.next_due().await
            };
            match self.insist(settle).await {
                Some(due) if due <= time => clock.advance_to(due),
                _ if time == Timestamp::MAX => return,
                _ if clock.now() == time => return,
                _ => clock.advance_to(time),
            }
        }
    }

    async fn give(&mut self, number: usize, cue: &Cue) {
        let label = format!("cue-{number}");
        match cue {
            Cue::Start { who, script, times } => {
                let wanted = PlayWanted {
                    world: self.number,
                    label: label.clone(),
                    who: *who,
                    script: script.clone(),
                };
                for _ in 0..*times {
                    let payload = json!(wanted);
                    self.publish("play.wanted", payload, label.clone()).await;
                }
                self.oracle.want(&label, *who, script);
            }
            Cue::Garble => {
                let payload = json!({ "label": label, "script": "?" });
                self.publish("play.wanted", payload, label.clone()).await;
                self.oracle.garble(&label);
            }
            Cue::Signal { channel, id } => {
                let id = id.map(|id| format!("once-{id}"));
                let signal = Signal {
                    channel: *channel,
                    from: label.clone(),
                };
                let sent = id.clone().unwrap_or_else(|| label.clone());
                self.publish("signal", json!(signal), sent).await;
                self.oracle.publish(id, *channel, label);
            }
            Cue::Cancel(which) => self.cancel(*which).await,
            Cue::Retry(which) => self.retry(*which).await,
            Cue::Replay(which) => self.replay(number, *which).await,
            Cue::Restart => self.restart().await,
            Cue::TakeOver => self.take_over().await,
        }
    }

    async fn publish(&mut self, name: &str, payload: Value, id: String) {
        let publish = async |engine: &Embedded| {
            let event = Publish {
                name: name.to_owned(),
                payload: serde_json::value::to_raw_value(&payload).unwrap(),
                id: Some(id.clone()),
            };
            engine.publish(event).await.map(drop)
        };
        self.insist(publish).await;
    }

    async fn cancel(&mut self, which: u8) {
        let Some((index, id)) = self.pick(which).await else {
            return;
        };
        let changed = self.change(id, || Action::Cancel {
            reason: "cancelled".to_owned(),
        });
        let changed = changed.await;
        if self.oracle.has_ended(index) {
            assert!(!changed, "a run that has ended is cancelled");
        } else {
            self.oracle.cancel(index);
        }
    }

    async fn retry(&mut self, which: u8) {
        let Some((index, id)) = self.pick(which).await else {
            return;
        };
        match self.oracle.is_retriable(index) {
            Retriable::Unsaid => {}
            Retriable::No => assert!(
                !self.change(id, || Action::Retry).await,
                "a run that has not failed is tried again"
            ),
            Retriable::Yes => {
                self.change(id, || Action::Retry).await;
                self.oracle.retry(index);
            }
        }
    }

    async fn replay(&mut self, number: usize, which: u8) {
        let Some((index, id)) = self.pick(which).await else {
            return;
        };
        let replay = async |engine: &Embedded| {
            let key = Some(format!("cue-{number}"));
            engine.replay(id, None, key).await.map(drop)
        };
        self.insist(replay).await;
        self.oracle.replay(index);
    }

    /// Changes a run. Says whether it makes sense for it, unless a process ended meanwhile.
    async fn change(&mut self, id: RunId, action: impl Fn() -> Action) -> bool {
        let change = async |engine: &Embedded| match engine.change(id, action()).await {
            Ok(_) => Ok(true),
            Err(StoreError::NotNow(_)) => Ok(false),
            Err(error) => Err(error),
        };
        self.insist(change).await
    }

    /// One of the runs that there should be: its number there, and its id here.
    async fn pick(&mut self, which: u8) -> Option<(usize, RunId)> {
        let runs = self.oracle.runs();
        let index = usize::from(which).checked_rem(runs)?;
        let name = self.oracle.name(index);
        let runs = self.records().await;
        Some((index, runs.get(&name)?.summary.id))
    }

    /// Every run with its name.
    async fn records(&mut self) -> BTreeMap<Name, RunRecord> {
        let read = async |engine: &Embedded| {
            let all = RunQuery {
                limit: 10_000,
                ..RunQuery::default()
            };
            let mut records = Vec::new();
            for run in engine.runs(all).await?.into_iter().rev() {
                records.extend(engine.run(run.id).await?);
            }
            Ok(records)
        };
        let mut named = BTreeMap::new();
        for record in self.insist(read).await {
            let payload = &record.payload;
            let own = payload.get("label");
            let label = own.or_else(|| payload["payload"].get("label"));
            let label = label.and_then(Value::as_str).unwrap_or_default().to_owned();
            let mut name = (record.summary.job.clone(), label, 0);
            while named.contains_key(&name) {
                name.2 += 1;
            }
            named.insert(name, record);
        }
        named
    }

    async fn account(&mut self) -> Account {
        let records = self.records().await;
        let ledger = self.world.ledger.lock().unwrap().clone();
        let mut runs = BTreeMap::new();
        for (name, record) in records {
            let mut executed = BTreeMap::new();
            for entry in ledger.iter().filter(|one| one.run == record.summary.id) {
                if let Deed::Executed(attempt, _) = entry.what {
                    *executed.entry((entry.at.clone(), attempt)).or_default() += 1;
                }
            }
            let listens = name.0.starts_with("hears");
            let account = RunAccount {
                status: shown_status(record.summary.status),
                output: record.output.filter(|_| !listens),
                error: record.error.as_ref().map(root).filter(|_| {
                    record.summary.status != RunStatus::InvalidPayload
                        && record.summary.status.is_finished()
                }),
                ended_at: record.summary.finished_at,
                tasks: record.tasks.iter().filter_map(task).collect(),
                executed,
            };
            runs.insert(name, account);
        }
        Account(runs)
    }

    /// What the ledger says that must never be, whatever the story.
    async fn amiss(&mut self) -> Vec<String> {
        let mut amiss = Vec::new();
        let ledger = self.world.ledger.lock().unwrap().clone();
        let (mut given, mut keys) = (Vec::new(), BTreeMap::new());
        for entry in &ledger {
            let place = (entry.run, &entry.at);
            match &entry.what {
                Deed::Given => given.push(place),
                Deed::Executed(_, key) => {
                    // A process that hung may execute what it does not know to be done.
                    if self.stale.is_empty() && given.contains(&place) {
                        amiss.push(format!("{place:?} was executed after its result was given"));
                    }
                    if keys.entry(place).or_insert(key) != &key {
                        amiss.push(format!("{place:?} was executed under two keys"));
                    }
                }
            }
        }
        let mut distinct: Vec<_> = keys.values().collect();
        distinct.sort();
        distinct.dedup();
        if distinct.len() < keys.len() {
            amiss.push("two places have one idempotency key".to_owned());
        }
        amiss
    }
}

/// Whether a run that has not ended waits or is about to is the same to the story.
fn shown_status(status: RunStatus) -> RunStatus {
    match status.is_finished() {
        true => status,
        false => RunStatus::Waiting,
    }
}

fn task(task: &TaskRecord) -> Option<(String, TaskAccount)> {
    let Some(TaskKey::Indexed(kind, at)) = task.path.keys().last() else {
        return None;
    };
    let (at, value) = match &**kind {
        "race-wait" => return None,
        "pause" => (format!("{at}?"), task.output.clone()),
        "await" => (at.clone(), task.output.as_ref().map(from)),
        "send" => (at.clone(), task.output.as_ref().map(|_| Value::Null)),
        "start" => {
            let runs = |sent: &Value| json!(sent[0]["runs"].as_array().map_or(0, Vec::len));
            (at.clone(), task.output.as_ref().map(runs))
        }
        "invoke" if task.kind == crate::run::StepKind::Invoke => (at.clone(), Some(Value::Null)),
        "invoke-all" => (at.clone(), task.output.as_ref().map(outcomes)),
        _ => (at.clone(), task.output.clone()),
    };
    let account = TaskAccount {
        status: task.status,
        attempts: task.attempts,
        value: match task.status {
            TaskStatus::Completed => value,
            TaskStatus::Failed => task.error.as_ref().map(|error| json!(root(error))),
            TaskStatus::Retrying | TaskStatus::Waiting => None,
        },
    };
    Some((at, account))
}

/// Who sent the signal that a task was given.
fn from(received: &Value) -> Value {
    received
        .pointer("/payload/from")
        .cloned()
        .unwrap_or_default()
}

/// What became of several runs, as their parent shows it.
fn outcomes(output: &Value) -> Value {
    let outcomes = output.as_array().into_iter().flatten();
    let outcomes = outcomes.map(|outcome| match outcome.get("Ok") {
        Some(output) => output.clone(),
        None => {
            let error = serde_json::from_value(outcome["Err"].clone()).expect("an error");
            json!({ "failed": root(&error) })
        }
    });
    outcomes.collect()
}

/// How long a story may take: one that takes longer has lost a wake.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
