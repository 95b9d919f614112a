//! How a run plays its script for the oracle.

use std::cell::RefMut;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use serde_json::{Value, json};

use super::super::player::place;
use super::super::script::{Advice, Child, Op, Script, Step, span};
use super::{Failure, HOUR, Known, Oracle, Outcome, Run, add, shown};
use crate::time::Timestamp;

/// A run that plays its script.
#[derive(Clone)]
pub(super) struct Playing {
    pub(super) oracle: Oracle,
    pub(super) run: usize,
}

impl Playing {
    fn run(&self) -> RefMut<'_, Run> {
        RefMut::map(self.oracle.change(), |state| &mut state.runs[self.run])
    }

    fn known(&self, at: &str) -> Option<Known> {
        self.oracle.state().runs[self.run].known.get(at).cloned()
    }

    fn know(&self, at: &str, known: Known) {
        self.run().known.insert(at.to_owned(), known);
    }

    fn end(&self, at: &str, result: Result<Value, Failure>, attempts: u32) {
        self.run().ended(at, result, attempts);
    }

    fn is_before(&self, hours: u8) -> bool {
        let state = self.oracle.state();
        state.now < add(state.begun_at, HOUR * u32::from(hours))
    }

    fn place(&self, at: &str) -> String {
        let state = self.oracle.state();
        let run = &state.runs[self.run];
        place(run.job, &run.label, at)
    }

    fn span(&self, hours: u8, at: &str) -> std::time::Duration {
        let state = self.oracle.state();
        let run = &state.runs[self.run];
        span(hours, (run.job, &run.label, at))
    }

    async fn sleep(&self, until: Timestamp) {
        poll_fn(|_| {
            let mut state = self.oracle.0.borrow_mut();
            if state.now >= until {
                return Poll::Ready(());
            }
            state.sleeping.insert(until);
            Poll::Pending
        })
        .await;
    }

    /// What became of a place, once it is known.
    async fn ending(&self, at: &str) -> Result<Value, Failure> {
        poll_fn(|_| match self.known(at) {
            Some(Known::Ended { result, .. }) => Poll::Ready(result),
            _ => Poll::Pending,
        })
        .await
    }

    pub(super) fn play<'a>(
        &'a self,
        prefix: String,
        script: &'a [Step],
    ) -> Pin<Box<dyn Future<Output = Outcome> + 'a>> {
        Box::pin(async move {
            let mut results = Vec::new();
            for (index, step) in script.iter().enumerate() {
                let at = format!("{prefix}{index}");
                results.push(match self.step(at, &step.op).await {
                    Err(failure) if step.tolerant => shown(Err(failure)),
                    result => result?,
                });
            }
            Ok(results)
        })
    }

    async fn step(&self, at: String, op: &Op) -> Result<Value, Failure> {
        match op {
            Op::Work { until, advice } => self.work(&at, *until, *advice).await,
            Op::Nest(script) => self.nest(&at, script).await,
            Op::Wait { hours } => {
                let until = add(self.oracle.now(), self.span(*hours, &at));
                self.wait(&at, until).await;
                Ok(Value::Null)
            }
            Op::WaitUntil { hours } => {
                let begun_at = self.oracle.state().begun_at;
                self.wait(&at, add(begun_at, self.span(*hours, &at))).await;
                Ok(Value::Null)
            }
            Op::Yield => {
                if self.known(&at).is_none() {
                    self.end(&at, Ok(Value::Null), 1);
                }
                Ok(Value::Null)
            }
            Op::Await { channel, hours } => {
                let patience = (*hours > 0).then(|| self.span(*hours, &at));
                self.signal(&at, *channel, patience).await
            }
            Op::Send { channel, hours, id } => {
                self.pause(&at).await;
                if self.known(&at).is_none() {
                    self.send(&at, *channel, *hours, *id);
                }
                Ok(Value::Null)
            }
            Op::TakeBack { id } => {
                self.pause(&at).await;
                if self.known(&at).is_none() {
                    let taken_back = self.oracle.take_back(*id);
                    self.end(&at, Ok(json!(taken_back)), 1);
                }
                self.ending(&at).await
            }
            Op::Start { who, script } => {
                if self.known(&at).is_none() {
                    let runs = self.oracle.want(&self.place(&at), *who, script);
                    self.end(&at, Ok(json!(runs)), 1);
                }
                self.ending(&at).await
            }
            Op::Invoke { who, script, waits } => self.invoke(&at, *who, script, *waits).await,
            Op::InvokeAll(scripts) => self.invoke_all(&at, scripts).await,
            Op::Join(left, right) => self.join(&at, left, right).await,
            Op::Race { hours, channel } => self.race(&at, *hours, *channel).await,
            Op::Fail { until, advice } => {
                if self.known(&at).is_none() {
                    let result = match self.is_before(*until) {
                        true => Err(self.failure(&at, *advice)),
                        false => Ok(json!("mended")),
                    };
                    self.end(&at, result, 1);
                }
                self.ending(&at).await
            }
        }
    }

    fn failure(&self, at: &str, advice: Advice) -> Failure {
        let state = self.oracle.state();
        let run = &state.runs[self.run];
        Failure {
            root: at.to_owned(),
            retry: advice.retry((run.job, &run.label, at)),
        }
    }

    async fn work(&self, at: &str, until: u8, advice: Advice) -> Result<Value, Failure> {
        if let Some(Known::Ended { result, .. }) = self.known(at) {
            return result;
        }
        for attempt in 1.. {
            *self
                .run()
                .executed
                .entry((at.to_owned(), attempt))
                .or_default() += 1;
            let failure = self.failure(at, advice);
            let again = failure.again(HOUR).filter(|_| attempt < 3);
            match (self.is_before(until), again) {
                (false, _) => self.end(at, Ok(json!(at)), attempt),
                (true, None) => self.end(at, Err(failure), attempt),
                (true, Some(delay)) => {
                    self.know(at, Known::Retrying { attempts: attempt });
                    self.sleep(add(self.oracle.now(), delay)).await;
                    continue;
                }
            }
            break;
        }
        self.ending(at).await
    }

    async fn nest(&self, at: &str, script: &[Step]) -> Result<Value, Failure> {
        if let Some(Known::Ended { result, .. }) = self.known(at) {
            return result;
        }
        let within = format!("{at}.");
        let played = self.play(within.clone(), script).await;
        let again = played.as_ref().err().and_then(|failed| failed.again(HOUR));
        match again {
            None => self.end(at, played.map(|results| json!(results)), 1),
            Some(delay) => {
                self.know(at, Known::Retrying { attempts: 1 });
                let is_failed =
                    |known: &Known| matches!(known, Known::Ended { result: Err(_), .. });
                self.run()
                    .known
                    .retain(|at, known| !(at.starts_with(&within) && is_failed(known)));
                self.sleep(add(self.oracle.now(), delay)).await;
                let result = self.play(within, script).await;
                self.end(at, result.map(|results| json!(results)), 2);
            }
        }
        self.ending(at).await
    }

    /// Waits for a moment that no other place has.
    async fn pause(&self, at: &str) {
        let until = add(self.oracle.now(), self.span(0, at));
        self.wait(&format!("{at}?"), until).await;
    }

    /// Waits until a time, or until the one that it began to wait for before.
    async fn wait(&self, at: &str, until: Timestamp) {
        let until = match self.known(at) {
            Some(Known::Ended { .. }) => return,
            Some(Known::Until(until)) => until,
            _ => until,
        };
        self.know(at, Known::Until(until));
        self.sleep(until).await;
        self.end(at, Ok(Value::Null), 1);
    }

    /// Begins to wait for a signal, unless that has begun. One that came since the run began and
    /// that the run has not taken counts.
    fn expect(&self, at: &str, channel: u8, patience: Option<std::time::Duration>) {
        if matches!(
            self.known(at),
            Some(Known::Signal { .. } | Known::Ended { .. })
        ) {
            return;
        }
        let until = patience.map(|patience| add(self.oracle.now(), patience));
        let earlier = {
            let state = self.oracle.state();
            let run = &state.runs[self.run];
            let mut since = (run.event + 1..state.events.len()).filter_map(|event| {
                let (of, from) = state.events[event].signal.as_ref()?;
                let is_new = *of == channel && !run.taken.contains(&event);
                is_new.then(|| (event, from.clone()))
            });
            since.next()
        };
        match earlier {
            Some((event, from)) => {
                self.run().taken.insert(event);
                self.end(at, Ok(json!(from)), 1);
            }
            None => self.know(at, Known::Signal { channel, until }),
        }
    }

    async fn signal(
        &self,
        at: &str,
        channel: u8,
        patience: Option<std::time::Duration>,
    ) -> Result<Value, Failure> {
        self.expect(at, channel, patience);
        if let Some(Known::Signal {
            until: Some(until), ..
        }) = self.known(at)
        {
            let came = self.ending(at);
            let out = self.sleep(until);
            tokio::select! {
                biased;
                _ = came => {}
                () = out => self.end(at, Ok(Value::Null), 1),
            }
        }
        self.ending(at).await
    }

    fn send(&self, at: &str, channel: u8, hours: u8, id: Option<u8>) {
        let from = self.place(at);
        let id = id.map(|id| format!("once-{id}"));
        if hours == 0 {
            self.oracle.publish(id, channel, from);
        } else {
            let due = add(self.oracle.now(), self.span(hours, at));
            let mut state = self.oracle.change();
            let is_known = id.as_ref().is_some_and(|id| {
                let mut delayed = state.delayed.iter();
                state.ids.contains(id) || delayed.any(|other| other.1.as_ref() == Some(id))
            });
            if !is_known {
                state.delayed.push((due, id, channel, from));
            }
        }
        self.end(at, Ok(Value::Null), 1);
    }

    async fn invoke(
        &self,
        at: &str,
        who: Child,
        script: &Script,
        waits: bool,
    ) -> Result<Value, Failure> {
        if self.known(at).is_none() {
            let job = match who {
                Child::Hurries => "hurries",
                Child::Helps => "helps",
            };
            let parent = Some((self.run, at.to_owned()));
            let run = self
                .oracle
                .start(job, self.place(at), script.clone(), parent);
            if waits {
                let (runs, is_all) = (vec![run], false);
                self.know(at, Known::Runs { runs, is_all });
            } else {
                self.end(at, Ok(Value::Null), 1);
            }
        }
        self.ending(at).await
    }

    async fn invoke_all(&self, at: &str, scripts: &[Script]) -> Result<Value, Failure> {
        if self.known(at).is_none() {
            let mut runs = Vec::new();
            for (index, script) in scripts.iter().enumerate() {
                let label = format!("{}#{index}", self.place(at));
                let parent = Some((self.run, at.to_owned()));
                let run = self.oracle.start("helps", label, script.clone(), parent);
                runs.push(run);
            }
            if runs.is_empty() {
                self.end(at, Ok(json!([])), 1);
            } else {
                self.know(at, Known::Runs { runs, is_all: true });
            }
        }
        self.ending(at).await
    }

    async fn join(&self, at: &str, left: &[Step], right: &[Step]) -> Result<Value, Failure> {
        let left = self.play(format!("{at}l"), left);
        let right = self.play(format!("{at}r"), right);
        let (left, right) = tokio::join!(left, right);
        Ok(json!([left?, right?]))
    }

    async fn race(&self, at: &str, hours: u8, channel: u8) -> Result<Value, Failure> {
        let (waiting, key, winner) = (format!("{at}~"), format!("{at}!"), format!("{at}*"));
        // Who has won wins again, whatever the other one comes to.
        self.expect(&key, channel, None);
        if let Some(Known::Ended { result, .. }) = self.known(&winner) {
            return result;
        }
        let until = add(self.oracle.now(), self.span(hours, at));
        let result = tokio::select! {
            biased;
            () = self.wait(&waiting, until) => Ok(json!("waited")),
            came = self.signal(&key, channel, None) => came,
        };
        self.end(&winner, result.clone(), 1);
        result
    }
}
