//! The jobs that play a script on the engine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{HOUR, add};
use super::script::{Advice, Child, Op, Script, Step, span};
use crate::id::RunId;
use crate::job::{RunCompleted, RunFailed};
use crate::run::BoxFuture;
use crate::spec::Attempt;
use crate::time::{Clock, Timestamp};
use crate::{Context, Error, Io, Result, Sending, event_spec, job, task};

/// What the jobs of one story share outside of the database, where a crash undoes nothing.
pub(super) struct World {
    pub(super) clock: Clock,
    pub(super) begun_at: Timestamp,
    pub(super) ledger: Mutex<Vec<Entry>>,
}

/// Something that a task of a run did, in the order in which it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) run: RunId,
    pub(super) at: String,
    pub(super) what: Deed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// It executed: which attempt, and under which idempotency key.
    Executed(u32, String),
    /// Its run has been given the value that it returned.
    Given,
}

/// The stories that are being told, by their numbers.
static WORLDS: Mutex<Option<HashMap<u64, Arc<World>>>> = Mutex::new(None);

fn worlds() -> MutexGuard<'static, Option<HashMap<u64, Arc<World>>>> {
    WORLDS.lock().unwrap()
}

impl World {
    /// Begins a story, and gives its number.
    pub(super) fn begin(clock: &Clock) -> (u64, Arc<Self>) {
        let world = Arc::new(Self {
            clock: clock.clone(),
            begun_at: clock.now(),
            ledger: Mutex::default(),
        });
        let mut worlds = worlds();
        let worlds = worlds.get_or_insert_default();
        let number = worlds.keys().max().map_or(0, |newest| newest + 1);
        worlds.insert(number, Arc::clone(&world));
        (number, world)
    }

    pub(super) fn end(number: u64) {
        worlds().as_mut().map(|worlds| worlds.remove(&number));
    }

    fn of(number: u64) -> Arc<Self> {
        Arc::clone(&worlds().as_ref().expect("worlds")[&number])
    }

    fn is_before(&self, hours: u8) -> bool {
        self.clock.now() < add(self.begun_at, HOUR * u32::from(hours))
    }

    fn enter(&self, player: &Player, at: &str, what: Deed) {
        let (run, at) = (player.run, at.to_owned());
        self.ledger.lock().unwrap().push(Entry { run, at, what });
    }
}

#[event_spec(name = "play.wanted")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PlayWanted {
    pub(super) world: u64,
    pub(super) label: String,
    pub(super) who: u8,
    pub(super) script: Script,
}

#[event_spec(name = "signal")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Signal {
    pub(super) channel: u8,
    pub(super) from: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Play {
    world: u64,
    label: String,
    script: Script,
}

#[job(trigger = PlayWanted, filter = |wanted| wanted.who != 2)]
pub(super) async fn plays(wanted: PlayWanted, io: Io, context: Context) -> Result<Value> {
    let player = Player::new("plays", wanted.world, wanted.label, &context);
    player.perform(&io, wanted.script).await
}

#[job(
    trigger = PlayWanted,
    filter = |wanted| wanted.who >= 2,
    retry(limit = 3, min = "2h", max = "2h", jitter = false),
    on_failure = hears_of_failure,
)]
pub(super) async fn insists(wanted: PlayWanted, io: Io, context: Context) -> Result<Value> {
    let player = Player::new("insists", wanted.world, wanted.label, &context);
    player.perform(&io, wanted.script).await
}

#[job(
    trigger = invoke,
    timeout = "547m",
    retry(limit = 2, min = "5h", max = "5h", jitter = false),
    on_success = hears_of_success,
)]
pub(super) async fn hurries(play: Play, io: Io, context: Context) -> Result<Value> {
    let player = Player::new("hurries", play.world, play.label, &context);
    player.perform(&io, play.script).await
}

#[job(trigger = invoke, retry(limit = 2, min = "1h", max = "1h", jitter = false))]
pub(super) async fn helps(play: Play, io: Io, context: Context) -> Result<Value> {
    let player = Player::new("helps", play.world, play.label, &context);
    player.perform(&io, play.script).await
}

#[job(trigger = invoke)]
pub(super) async fn hears_of_failure(failed: RunFailed) -> Result<Value> {
    Ok(json!(failed.job))
}

#[job(trigger = invoke)]
pub(super) async fn hears_of_success(completed: RunCompleted) -> Result<Value> {
    Ok(json!(completed.job))
}

/// A run that plays.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Player {
    world: u64,
    job: String,
    label: String,
    run: RunId,
}

#[task(retry(limit = 3, min = "1h", max = "1h", jitter = false))]
async fn work(player: Player, at: String, until: u8, advice: Advice) -> Result<String> {
    let world = World::of(player.world);
    let attempt = Attempt::current().expect("an attempt");
    let executed = Deed::Executed(attempt.number, attempt.idempotency_key);
    world.enter(&player, &at, executed);
    match world.is_before(until) {
        false => Ok(at),
        true => Err(player.failure(at, advice)),
    }
}

/// What is not tried again by itself.
#[task(retry(limit = 1))]
async fn fail(player: Player, at: String, until: u8, advice: Advice) -> Result<String> {
    match World::of(player.world).is_before(until) {
        false => Ok("mended".to_owned()),
        true => Err(player.failure(at, advice)),
    }
}

#[task(retry(limit = 2, min = "1h", max = "1h", jitter = false))]
async fn nest(player: Player, at: String, script: Script) -> Result<Vec<Value>> {
    player.play(&Io::new(), format!("{at}."), &script).await
}

impl Player {
    fn new(job: &str, world: u64, label: String, context: &Context) -> Self {
        Self {
            world,
            job: job.to_owned(),
            label,
            run: context.run.id,
        }
    }

    async fn perform(self, io: &Io, script: Script) -> Result<Value> {
        Ok(Value::Array(self.play(io, String::new(), &script).await?))
    }

    fn play<'a>(
        &'a self,
        io: &'a Io,
        prefix: String,
        script: &'a [Step],
    ) -> BoxFuture<'a, Result<Vec<Value>>> {
        Box::pin(async move {
            let mut results = Vec::new();
            for (index, step) in script.iter().enumerate() {
                let at = format!("{prefix}{index}");
                results.push(match self.step(io, at, &step.op).await {
                    Ok(result) => result,
                    Err(error) if step.tolerant => failed(&error),
                    Err(error) => return Err(error),
                });
            }
            Ok(results)
        })
    }

    async fn step(&self, io: &Io, at: String, op: &Op) -> Result<Value> {
        let span = |hours| span(hours, (&self.job, &self.label, &at));
        Ok(match op {
            Op::Work { until, advice } => {
                let call = work(self.clone(), at.clone(), *until, *advice);
                let done = io.run(("work", &at), call).await?;
                World::of(self.world).enter(self, &at, Deed::Given);
                json!(done)
            }
            Op::Nest(script) => {
                let call = nest(self.clone(), at.clone(), script.clone());
                json!(io.run(("nest", &at), call).await?)
            }
            Op::Wait { hours } => json!(io.wait(("wait", &at), span(*hours)).await?),
            Op::WaitUntil { hours } => {
                let until = add(World::of(self.world).begun_at, span(*hours));
                json!(io.wait_until(("wait", &at), until).await?)
            }
            Op::Yield => json!(io.yield_now(("yield", &at)).await?),
            Op::Await { channel, hours } => {
                let patience = match hours {
                    0 => std::time::Duration::MAX,
                    _ => span(*hours),
                };
                json!(self.signal(io, &at, *channel, patience).await?)
            }
            Op::Send { channel, hours, id } => {
                // Signals that are sent at one time could come in any order.
                io.wait(("pause", &at), span(0)).await?;
                let signal = Signal {
                    channel: *channel,
                    from: self.place(&at),
                };
                let mut sending = Sending::of(signal);
                if let Some(id) = id {
                    sending = sending.id(format!("once-{id}"));
                }
                if *hours > 0 {
                    sending = sending.deliver_after(span(*hours));
                }
                io.send_event(("send", &at), sending).await?;
                Value::Null
            }
            Op::TakeBack { id } => {
                // Whether it comes before it is taken back must not be a matter of chance.
                io.wait(("pause", &at), span(0)).await?;
                let taken_back = io.cancel_event(("take-back", &at), format!("once-{id}"));
                json!(taken_back.await?)
            }
            Op::Start { who, script } => {
                let wanted = PlayWanted {
                    world: self.world,
                    label: self.place(&at),
                    who: *who,
                    script: script.clone(),
                };
                json!(io.send_event(("start", &at), wanted).await?.runs.len())
            }
            Op::Invoke { who, script, waits } => {
                self.invoke(io, &at, *who, script.clone(), *waits).await?
            }
            Op::InvokeAll(scripts) => {
                let plays = scripts.iter().enumerate();
                let plays = plays.map(|(index, script)| {
                    self.part(format!("{}#{index}", self.place(&at)), script.clone())
                });
                let plays: Vec<_> = plays.collect();
                let all = io.invoke_all_and_wait::<helps>(("invoke-all", &at), plays);
                let shown = |result: Result<Value>| result.unwrap_or_else(|error| failed(&error));
                json!(all.await?.into_iter().map(shown).collect::<Vec<_>>())
            }
            Op::Join(left, right) => {
                let (left, right) = tokio::join!(
                    self.play(io, format!("{at}l"), left),
                    self.play(io, format!("{at}r"), right)
                );
                json!([left?, right?])
            }
            Op::Race { hours, channel } => {
                let waiting = io.wait(("race-wait", &at), span(*hours));
                let (key, forever) = (format!("{at}!"), std::time::Duration::MAX);
                tokio::select! {
                    // Of a run that is tried again both may have come long ago.
                    biased;
                    waited = waiting => { waited?; json!("waited") }
                    came = self.signal(io, &key, *channel, forever) => json!(came?),
                }
            }
            Op::Fail { until, advice } => {
                let call = fail(self.clone(), at.clone(), *until, *advice);
                json!(io.run(("fail", &at), call).await?)
            }
        })
    }

    async fn signal(
        &self,
        io: &Io,
        at: &str,
        channel: u8,
        patience: std::time::Duration,
    ) -> Result<Option<String>> {
        let filter = json!({ "channel": [channel] });
        let came = io.wait_for_event::<Signal>(("await", at), filter, patience);
        Ok(came.await?.map(|signal| signal.from))
    }

    async fn invoke(
        &self,
        io: &Io,
        at: &str,
        who: Child,
        script: Script,
        waits: bool,
    ) -> Result<Value> {
        let play = self.part(self.place(at), script);
        let key = ("invoke", at);
        match (who, waits) {
            (Child::Hurries, true) => io.invoke_and_wait::<hurries>(key, play).await,
            (Child::Helps, true) => io.invoke_and_wait::<helps>(key, play).await,
            (Child::Hurries, false) => io.invoke::<hurries>(key, play).await.map(|_| Value::Null),
            (Child::Helps, false) => io.invoke::<helps>(key, play).await.map(|_| Value::Null),
        }
    }

    fn part(&self, label: String, script: Script) -> Play {
        Play {
            world: self.world,
            label,
            script,
        }
    }

    fn place(&self, at: &str) -> String {
        place(&self.job, &self.label, at)
    }

    fn failure(&self, at: String, advice: Advice) -> Error {
        let retry = advice.retry((&self.job, &self.label, &at));
        Error::new(at).with_retry(retry)
    }
}

/// What names a place of a run's script, and the run that is started there.
pub(super) fn place(job: &str, label: &str, at: &str) -> String {
    format!("{job}:{label}/{at}")
}

fn failed(error: &Error) -> Value {
    json!({ "failed": root(error) })
}

/// Where an error began, whatever was put in front of it.
pub(super) fn root(error: &Error) -> String {
    let causes = error.causes();
    let root = causes.last().map_or(error.message(), String::as_str);
    // How long it may take is no part of the story.
    match root.starts_with("the run took longer") {
        true => "late".to_owned(),
        false => root.to_owned(),
    }
}
