//! Asking the sources that send nothing by themselves.
//!
//! A question is taken over in the store before it is asked, so one process asks it; its answer is
//! kept in one commit, as long as nobody else has asked in the meantime. So a process that ends or
//! hangs while it asks loses nothing and gives nothing twice.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::Core;
use super::reserve::Reserved;
use super::watchdog::caught;
use crate::error::{Error, Result, Retry};
use crate::source::{Attributes, Found, FoundItem, SourceKey, StartFrom};
use crate::spec::RetryPolicy;
use crate::store::{Answered, NewEvent, PayloadPlace, Recorded, StoreError, StoredPoll};
use crate::time::{Timestamp, add};

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(60);

/// How long a question belongs to who has taken it: longer than it is asked.
const TAKEN: Duration = Duration::from_secs(90);

/// The longest time between two questions while they fail, unless the interval is longer.
const LONGEST: Duration = Duration::from_secs(3600);

/// The longest time that a provider is granted when it asks to wait.
const GRANTED: Duration = Duration::from_secs(24 * 3600);

impl Core {
    /// Keeps the app's polling sources. Where one fails, the start of an app tries it again.
    pub(super) async fn keep_polls(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let polls = self.polls.iter();
        let polls = polls.map(|(key, polling)| (key.clone(), add(now, polling.meta.every)));
        let polls: Vec<_> = polls.collect();
        if polls.is_empty() {
            return Ok(());
        }
        self.store.keep_polls(polls, now).await?;
        self.polls.refresh(&self.store).await
    }

    /// Asks whenever a question is due, and sleeps until the next one is.
    pub(super) async fn ask_sources(self: &Arc<Self>) -> Result<(), StoreError> {
        let sources = self.polls.keys();
        if sources.is_empty() {
            return std::future::pending().await;
        }
        let mut asking = JoinSet::new();
        loop {
            let take = || {
                let now = self.clock.now();
                let until = add(now, TAKEN);
                self.store
                    .take_polls(sources.clone(), self.worker, now, until)
            };
            let (taken, next) = self.persist(take).await?;
            if !taken.is_empty() {
                self.polls.refresh(&self.store).await?;
            }
            for question in taken {
                let core = Arc::clone(self);
                asking.spawn(async move { core.ask(question).await });
            }
            let due = async {
                match next {
                    Some(next) => self.clock.sleep_until(next).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => {}
                Some(_) = asking.join_next() => {}
                () = self.polls.given_back.notified() => {}
            }
        }
    }

    /// Asks one question, and keeps its answer or why there is none.
    async fn ask(self: &Arc<Self>, question: StoredPoll) -> Result<(), StoreError> {
        let Some(entry) = self.polls.get(&question.source) else {
            return Ok(());
        };
        let client = Arc::clone(&entry.client);
        let answer = (entry.polling.ask)(client, question.cursor.clone());
        let answer = tokio::select! {
            answer = caught(answer) => answer.unwrap_or_else(|panic| {
                Err(Error::new(format!("the polling source panicked: {panic}")))
            }),
            () = self.clock.sleep_until(add(self.clock.now(), ANSWER)) => {
                Err(Error::new(format!("no answer within {ANSWER:?}")))
            }
        };
        match answer {
            Ok(found) => self.answered(&question, found).await?,
            Err(error) => self.unanswered(&question, &error).await?,
        }
        self.polls.refresh(&self.store).await
    }

    async fn answered(
        self: &Arc<Self>,
        question: &StoredPoll,
        found: Found,
    ) -> Result<(), StoreError> {
        let Some(entry) = self.polls.get(&question.source) else {
            return Ok(());
        };
        let meta = entry.polling.meta;
        let ids: Vec<_> = found.items.iter().map(|item| item.id.clone()).collect();
        let is_first = question.answered_at.is_none();
        let new = if is_first && meta.from == StartFrom::Now {
            HashSet::new()
        } else {
            let source = question.source.clone();
            let unknown = self.store.unknown_items(source, ids.clone()).await?;
            unknown.into_iter().collect::<HashSet<_>>()
        };
        let now = self.clock.now();
        let keep = || {
            let mut reserved = self.reserve();
            reserved.source = Some(question.source.clone());
            let items = found.items.iter().filter(|item| new.contains(&item.id));
            let events = items
                .map(|item| self.item_event(&question.source, meta.id, item, now, &mut reserved));
            let answered = Answered {
                source: question.source.clone(),
                turn: question.turn,
                cursor: found.cursor.clone(),
                found: ids.clone(),
                events: events.collect(),
                at: now,
                next_at: add(now, self.spread(meta.every)),
            };
            let launch = move |recorded: &mut Option<Vec<Recorded>>| {
                reserved.launch(recorded.as_deref_mut().unwrap_or_default());
            };
            self.store.keep_answer(answered, launch)
        };
        let kept = self.persist(keep).await?;
        let source = &question.source;
        match kept {
            Some(events) => {
                tracing::debug!(%source, found = ids.len(), new = events.len(), "asked");
            }
            None => tracing::warn!(%source, "another process has asked in the meantime"),
        }
        Ok(())
    }

    async fn unanswered(&self, question: &StoredPoll, error: &Error) -> Result<(), StoreError> {
        let Some(entry) = self.polls.get(&question.source) else {
            return Ok(());
        };
        let every = entry.polling.meta.every;
        let failures = question.failures.saturating_add(1);
        let delay = again(every, failures, error.retry());
        let next_at = add(self.clock.now(), self.spread(delay));
        let (source, reason) = (&question.source, format!("{error:#}"));
        tracing::warn!(%source, reason, failures, "the source did not answer");
        let keep = || {
            self.store
                .keep_failure(source.clone(), question.turn, reason.clone(), next_at)
        };
        self.persist(keep).await
    }

    /// The event of an item, with the runs that it starts.
    fn item_event(
        &self,
        source: &SourceKey,
        name: &str,
        item: &FoundItem,
        now: Timestamp,
        reserved: &mut Reserved,
    ) -> NewEvent {
        let source = Some(source.clone());
        let taker = |job: &str| reserved.taker(job);
        let runs = self.registry.runs_of(&source, name, &item.payload, taker);
        NewEvent {
            id: item.id.clone(),
            source,
            name: name.to_owned(),
            happened_at: now,
            received_at: now,
            context: Attributes::default(),
            is_test: false,
            payload: PayloadPlace::Own(item.payload.clone()),
            runs,
        }
    }

    /// Up to a tenth more of a time, so that sources that began together do not ask together.
    fn spread(&self, time: Duration) -> Duration {
        let chance = (self.conduct.chance)().clamp(0.0, 1.0);
        time.saturating_add(time.mul_f64(chance / 10.0))
    }
}

/// How long after the last of so many failures it is asked again.
fn again(every: Duration, failures: u32, retry: Retry) -> Duration {
    let policy = RetryPolicy {
        limit: u32::MAX,
        factor: 2.0,
        min: every,
        max: LONGEST.max(every),
        jitter: false,
    };
    let delay = policy.delay(failures, 0.0).unwrap_or(policy.max);
    match retry {
        Retry::After(wait) => delay.max(wait.min(GRANTED)),
        Retry::Policy | Retry::Never => delay,
    }
}
