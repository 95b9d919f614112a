//! Sources that are asked what is new.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::*;
use crate::record::{PollRecord, SourceState};
use crate::source::{Cursor, Polled, SourceKey};
use crate::store::Answered;
use crate::{integration, polling_source};

const INTERVAL: Duration = Duration::from_secs(600);

/// An API that answers as it is told, and nothing new after that.
#[integration(id = "feed")]
#[derive(Clone, Default)]
struct Feed(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    /// The cursors of the questions.
    asked: Vec<Option<String>>,
    answers: VecDeque<Answer>,
}

enum Answer {
    Items(Vec<u32>, Option<&'static str>),
    Fails(Error),
    Panics,
    Hangs,
}

impl Feed {
    fn answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.0.lock().unwrap().answers.extend(answers);
    }

    fn asked(&self) -> Vec<Option<String>> {
        self.0.lock().unwrap().asked.clone()
    }

    async fn ask(&self, cursor: Option<Cursor>) -> Result<Polled<Item>> {
        let answer = {
            let mut script = self.0.lock().unwrap();
            script
                .asked
                .push(cursor.map(|cursor| cursor.as_str().to_owned()));
            script.answers.pop_front()
        };
        match answer {
            None => Ok(Polled::nothing()),
            Some(Answer::Items(items, cursor)) => Ok(Polled {
                items: items.into_iter().map(|id| Item { id }).collect(),
                cursor: cursor.map(Cursor::from),
            }),
            Some(Answer::Fails(error)) => Err(error),
            Some(Answer::Panics) => panic!("the feed is upside down"),
            Some(Answer::Hangs) => std::future::pending().await,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Item {
    id: u32,
}

#[polling_source(every = "10m", event_id = |item| item.id)]
async fn items(feed: &Feed, cursor: Option<Cursor>) -> Result<Polled<Item>> {
    feed.ask(cursor).await
}

/// Asked more often than a process that says nothing is taken for gone.
#[polling_source(every = "10s", event_id = |item| item.id)]
async fn quick_items(feed: &Feed, cursor: Option<Cursor>) -> Result<Polled<Item>> {
    feed.ask(cursor).await
}

#[polling_source(every = "10m", from = now)]
async fn later_items(feed: &Feed, cursor: Option<Cursor>) -> Result<Polled<Item>> {
    feed.ask(cursor).await
}

#[job(trigger = items, filter = |item| item.id != 13)]
async fn takes(item: Item) -> Result<u32> {
    Ok(item.id)
}

#[job(trigger = quick_items)]
async fn takes_quickly(item: Item) -> Result<u32> {
    Ok(item.id)
}

#[job(trigger = later_items)]
async fn takes_later(item: Item) -> Result<u32> {
    Ok(item.id)
}

/// An app with one job and a feed, whose times are exact.
fn bench(job: JobDef) -> (Bench, Feed) {
    let feed = Feed::default();
    let mut bench = Bench::new([job]);
    bench.conduct.chance = || 0.0;
    bench.integrations.add(feed.clone());
    (bench, feed)
}

impl Running {
    /// Waits until that many questions were asked and dealt with, and the runs have ended. Gives
    /// how the source stands.
    async fn until_asked(&self, feed: &Feed, times: usize) -> PollRecord {
        let core = &self.engine.core;
        let asked = async {
            loop {
                let Some(poll) = core.store.polls().await.unwrap().pop() else {
                    tokio::task::yield_now().await;
                    continue;
                };
                let runs = self.engine.runs(RunQuery::default()).await.unwrap();
                let rest = runs.iter().all(|run| run.status.is_finished());
                let asked = feed.asked().len() >= times;
                if asked && poll.turn >= times as i64 && poll.asked_by.is_none() && rest {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        let asked = tokio::time::timeout(Duration::from_secs(30), asked).await;
        asked.expect("it is asked");
        assert_eq!(feed.asked().len(), times);
        core.polls.refresh(&core.store).await.unwrap();
        match self.engine.source_records().remove(0).state {
            SourceState::Polling(poll) => poll,
            other => panic!("{other:?}"),
        }
    }

    /// The items that runs were started for, in the order of the runs.
    async fn taken(&self) -> Vec<u64> {
        let runs = self.engine.runs(RunQuery::default()).await.unwrap();
        let mut taken = Vec::new();
        for run in runs.iter().rev() {
            taken.push(self.record(run.id).await.output.unwrap().as_u64().unwrap());
        }
        taken
    }
}

fn in_(start: Timestamp, seconds: u64) -> Option<Timestamp> {
    Some(add(start, Duration::from_secs(seconds)))
}

#[tokio::test]
async fn what_is_found_starts_runs_and_the_cursor_goes_on() {
    let (bench, feed) = bench(jobs![takes][0]);
    feed.answers([
        Answer::Items(vec![1, 13, 2], Some("page 2")),
        Answer::Items(vec![3], None),
    ]);
    let start = bench.clock.now();
    let app = bench.start().await;
    let poll = app.until_asked(&feed, 1).await;
    assert_eq!(app.taken().await, [1, 2], "the filter leaves one out");
    assert_eq!(poll.cursor.as_deref(), Some("page 2"));
    assert_eq!(poll.answered_at, Some(start));
    assert_eq!(poll.next_at, in_(start, 600));

    bench.clock.advance(INTERVAL);
    app.until_asked(&feed, 2).await;
    bench.clock.advance(INTERVAL);
    let poll = app.until_asked(&feed, 3).await;
    assert_eq!(app.taken().await, [1, 2, 3]);
    assert_eq!(poll.cursor.as_deref(), Some("page 2"), "kept as it was");
    let page = Some("page 2".to_owned());
    assert_eq!(feed.asked(), [None, page.clone(), page]);
    app.stop().await;
}

#[tokio::test]
async fn an_item_that_is_found_again_starts_nothing_also_after_a_restart_and_months() {
    let (bench, feed) = bench(jobs![takes][0]);
    feed.answers([
        Answer::Items(vec![1], None),
        Answer::Items(vec![1, 2], None),
    ]);
    let app = bench.start().await;
    app.until_asked(&feed, 1).await;
    bench.clock.advance(INTERVAL);
    app.until_asked(&feed, 2).await;
    assert_eq!(app.taken().await, [1, 2]);
    app.stop().await;

    // A feed goes on to answer what is old, longer than the events are kept.
    let app = bench.start().await;
    let mut asked = 2;
    for _ in 0..12 {
        feed.answers([Answer::Items(vec![1, 2], None)]);
        bench.clock.advance(6 * 24 * HOUR);
        asked += 1;
        app.until_asked(&feed, asked).await;
    }
    let engine = &app.engine.core;
    let unknown = |items: &[&str]| {
        let items = items.iter().map(|item| (*item).to_owned()).collect();
        engine
            .store
            .unknown_items(SourceKey::from_stored("polling.items"), items)
    };
    assert_eq!(app.taken().await, [1, 2]);
    assert_eq!(unknown(&["1", "2", "3"]).await.unwrap(), ["3"]);

    // What it has not answered for long is forgotten.
    for _ in 0..2 {
        bench.clock.advance(6 * 24 * HOUR);
        asked += 1;
        app.until_asked(&feed, asked).await;
    }
    assert_eq!(unknown(&["1", "2"]).await.unwrap(), ["1", "2"]);
    app.stop().await;
}

#[tokio::test]
async fn from_now_on_only_what_comes_later_starts_runs() {
    let (bench, feed) = bench(jobs![takes_later][0]);
    feed.answers([
        Answer::Fails(Error::new("not yet")),
        Answer::Items(vec![1, 2], None),
        Answer::Items(vec![1, 2, 3], None),
    ]);
    let app = bench.start().await;
    for asked in 1..=3 {
        app.until_asked(&feed, asked).await;
        bench.clock.advance(INTERVAL);
    }
    app.until_asked(&feed, 4).await;
    assert_eq!(app.taken().await, [3], "known by its content");
    app.stop().await;
}

#[tokio::test]
async fn a_source_that_fails_is_asked_less_and_less_and_says_why() {
    let (bench, feed) = bench(jobs![takes][0]);
    let patient = Error::new("busy").with_retry(Retry::After(3 * HOUR));
    feed.answers([
        Answer::Items(vec![], Some("here")),
        Answer::Fails(Error::new("no route")),
        Answer::Panics,
        Answer::Fails(Error::permanent("not found")),
        Answer::Fails(patient),
        Answer::Items(vec![1], None),
    ]);
    let app = bench.start().await;
    app.until_asked(&feed, 1).await;
    bench.clock.advance(INTERVAL);
    let waits = [
        (600, "no route"),
        (1200, "the polling source panicked: the feed is upside down"),
        (2400, "not found"),
        (3 * 3600, "busy"),
    ];
    for (failures, (wait, why)) in (1_u32..).zip(waits) {
        let poll = app.until_asked(&feed, 1 + failures as usize).await;
        assert_eq!(poll.error.as_deref(), Some(why));
        assert_eq!(poll.failures, failures);
        assert_eq!(poll.next_at, in_(bench.clock.now(), wait), "{why}");
        assert_eq!(poll.cursor.as_deref(), Some("here"));
        bench.clock.advance(Duration::from_secs(wait));
    }
    let poll = app.until_asked(&feed, 6).await;
    assert_eq!((poll.failures, poll.error), (0, None));
    assert_eq!(poll.next_at, in_(bench.clock.now(), 600));
    assert_eq!(app.taken().await, [1]);
    app.stop().await;
}

#[tokio::test]
async fn no_answer_within_a_minute_is_a_failure_and_a_start_asks_within_the_interval() {
    let (bench, feed) = bench(jobs![takes][0]);
    feed.answers([Answer::Hangs]);
    feed.answers((0..9).map(|_| Answer::Fails(Error::new("down"))));
    let app = bench.start().await;
    while feed.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    bench.clock.advance(Duration::from_secs(60));
    let poll = app.until_asked(&feed, 1).await;
    assert_eq!(poll.error.as_deref(), Some("no answer within 60s"));
    for asked in 2..=10 {
        bench.clock.advance(HOUR);
        let poll = app.until_asked(&feed, asked).await;
        assert!(poll.next_at <= in_(bench.clock.now(), 3600), "{poll:?}");
    }
    app.stop().await;
    let app = bench.start().await;
    let soon = in_(bench.clock.now(), 600);
    while app.until_asked(&feed, 10).await.next_at != soon {
        tokio::task::yield_now().await;
    }
    app.stop().await;
}

#[tokio::test]
async fn up_to_a_tenth_is_added_to_each_interval() {
    let (mut bench, feed) = bench(jobs![takes][0]);
    bench.conduct.chance = || 1.0;
    let app = bench.start().await;
    let poll = app.until_asked(&feed, 1).await;
    assert_eq!(poll.next_at, in_(bench.clock.now(), 660));
    app.stop().await;
}

#[tokio::test]
async fn of_several_processes_one_asks() {
    let (bench, feed) = bench(jobs![takes_quickly][0]);
    let (one, other) = (bench.start().await, bench.start().await);
    for asked in 1..=4 {
        one.until_asked(&feed, asked).await;
        other.until_asked(&feed, asked).await;
        // Each has said that it is alive before the time comes at which it would be taken for gone.
        one.asleep().await;
        other.asleep().await;
        assert_eq!(feed.asked().len(), asked);
        bench.clock.advance(Duration::from_secs(10));
    }
    one.until_asked(&feed, 5).await;
    one.stop().await;
    bench.clock.advance(Duration::from_secs(10));
    other.until_asked(&feed, 6).await;
    other.stop().await;
}

#[tokio::test]
async fn a_question_whose_process_is_gone_is_asked_by_another_one() {
    let (bench, feed) = bench(jobs![takes][0]);
    feed.answers([Answer::Hangs, Answer::Items(vec![1], Some("there"))]);
    let gone = bench.start().await;
    while feed.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    gone.serve.abort();
    let app = bench.start().await;
    bench.clock.advance(Duration::from_secs(90));
    let poll = app.until_asked(&feed, 2).await;
    assert_eq!(poll.cursor.as_deref(), Some("there"));
    assert_eq!(app.taken().await, [1]);
    app.stop().await;
}

#[tokio::test]
async fn an_answer_that_comes_after_another_process_has_asked_is_not_kept() {
    let (bench, _) = bench(jobs![takes][0]);
    let engine = bench.open().await;
    let core = &engine.core;
    core.keep_polls().await.unwrap();
    let sources = core.polls.keys();
    let now = bench.clock.now();
    let later = add(now, HOUR);
    let take = |now| {
        let worker = WorkerId::new();
        core.store
            .take_polls(sources.clone(), worker, now, add(now, HOUR))
    };
    let (stale, _) = take(now).await.unwrap();
    assert!(take(now).await.unwrap().0.is_empty(), "it is asked already");
    let (fresh, next) = take(later).await.unwrap();
    assert_eq!(next, Some(add(later, HOUR)));
    let answer = |turn, cursor: &str| {
        let answered = Answered {
            source: sources[0].clone(),
            turn,
            cursor: Some(Cursor::from(cursor)),
            found: Vec::new(),
            events: Vec::new(),
            at: later,
            next_at: later,
        };
        core.store.keep_answer(answered, |_| ())
    };
    assert!(answer(stale[0].turn, "stale").await.unwrap().is_none());
    assert!(answer(fresh[0].turn, "fresh").await.unwrap().is_some());
    assert!(answer(fresh[0].turn, "twice").await.unwrap().is_none());
    let cursor = core.store.polls().await.unwrap().remove(0).cursor.unwrap();
    assert_eq!(cursor.as_str(), "fresh");
}
