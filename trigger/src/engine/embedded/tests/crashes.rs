//! A process that ends between any two commits, on either side of each.
//!
//! The same story is told again and again. Each time the process ends one commit later, the next one
//! takes up what it finds and ends soon, too, and the one after that tells it to its end: every story
//! has come to the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::by_hand::by_hand;
use super::*;
use crate::Sending;
use crate::job::RunFailed;
use crate::store::End;

/// What happened outside of the database, where a crash undoes nothing.
static LEDGER: Mutex<Vec<Entry>> = Mutex::new(Vec::new());

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    /// A task executed, under an idempotency key.
    Executed(&'static str, String),
    /// Its run has been given the result.
    Committed(&'static str),
}

fn enter(entry: Entry) {
    LEDGER.lock().unwrap().push(entry);
}

#[task]
async fn execute(what: &'static str) -> Result<u32> {
    let attempt = Attempt::current().unwrap();
    enter(Entry::Executed(what, attempt.idempotency_key));
    Ok(1)
}

/// Fails at first; nobody can say of its first attempt that it will not be made again.
#[task(retry(limit = 3, min = "1h", max = "1h"))]
async fn falter(what: &'static str) -> Result<u32> {
    let attempt = Attempt::current().unwrap();
    enter(Entry::Executed(what, attempt.idempotency_key));
    match attempt.number {
        1 => Err("not yet".into()),
        _ => Ok(1),
    }
}

async fn note(io: &Io, what: &'static str) -> Result<u32> {
    let one = io.run(what, execute(what)).await?;
    enter(Entry::Committed(what));
    Ok(one)
}

/// An order was paid.
#[event_spec(name = "order.paid")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderPaid {
    id: u32,
}

/// An order is on its way.
#[event_spec(name = "order.shipped")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct OrderShipped {
    id: u32,
}

#[job(trigger = OrderPlaced)]
async fn sells(order: OrderPlaced, io: Io) -> Result<u32> {
    let mut sum = note(&io, "first").await?;
    sum += io.run("faltering", falter("faltering")).await?;
    enter(Entry::Committed("faltering"));
    io.wait("an-hour", HOUR).await?;
    sum += io.invoke_and_wait::<packs>("pack", order.id).await?;
    sum += note(&io, "second").await?;
    io.send_event("paid", OrderPaid { id: order.id }).await?;
    let shipped = json!({ "id": [order.id] });
    io.wait_for_event::<OrderShipped>("shipped", shipped, 24 * HOUR)
        .await?
        .ok_or("it was never shipped")?;
    io.store().set("keep", "order", order.id).await?;
    Ok(sum + note(&io, "third").await?)
}

#[job(trigger = invoke)]
async fn packs(_: u32, io: Io) -> Result<u32> {
    let one = note(&io, "packed").await?;
    io.wait("a-minute", Duration::from_secs(60)).await?;
    Ok(one)
}

#[job(trigger = OrderPaid, retry(limit = 2, min = "1h", max = "1h"), on_failure = apologizes)]
async fn ships(order: OrderPaid, io: Io) -> Result<()> {
    note(&io, "shipped").await?;
    let later = Sending::of(OrderShipped { id: order.id }).deliver_after(HOUR);
    io.send_event("on-its-way", later).await?;
    Err("nobody was at home".into())
}

#[job(trigger = invoke)]
async fn apologizes(_failed: RunFailed, io: Io) -> Result<()> {
    note(&io, "apologized").await.map(drop)
}

fn order(id: u32) -> Publish {
    Publish {
        name: "order.placed".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({ "id": id })).unwrap(),
        id: None,
    }
}

/// What is left of a story: its runs' jobs, statuses and outputs.
type Outcome = Vec<(String, RunStatus, Option<serde_json::Value>)>;

/// An engine that is conducted by hand, after what the process before it has left.
async fn begun(bench: &mut Bench) -> Embedded {
    bench.conduct = by_hand();
    let engine = bench.open().await;
    engine.crash().await.unwrap();
    engine
}

/// Tells the story to its end; an order that was not answered, or was, is placed again.
async fn tell(engine: &Embedded, clock: &Clock) -> Result<Outcome, StoreError> {
    engine.begin().await?;
    let order = Publish {
        id: Some("the-order".to_owned()),
        ..order(7)
    };
    engine.publish(order).await?;
    // It moves on in a dozen places.
    for _ in 0..100 {
        engine.settle().await?;
        match engine.next_due().await? {
            Some(due) => clock.advance_to(due),
            None => return outcome(engine).await,
        }
    }
    panic!("the story has no end: {:?}", outcome(engine).await?);
}

async fn outcome(engine: &Embedded) -> Result<Outcome, StoreError> {
    let query = RunQuery {
        limit: 100,
        ..RunQuery::default()
    };
    let mut outcome = Vec::new();
    for run in engine.runs(query).await? {
        let record = engine.run(run.id).await?.unwrap();
        outcome.push((run.job, run.status, record.output));
    }
    outcome.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(outcome)
}

/// Tells the story until the process ends at a commit. `Some` is its outcome if it comes to its
/// end before.
async fn tell_until(bench: &mut Bench, commit: usize, end: End) -> Option<Outcome> {
    let engine = begun(bench).await;
    let fuse = engine.core.store.fuse();
    fuse.light(commit, end);
    let told = tokio::select! {
        biased;
        () = fuse.blown() => None,
        outcome = tell(&engine, &bench.clock) => {
            // An error says that it cannot write any more, because it has ended.
            outcome.ok()
        }
    };
    let activity = engine.core.conduct.activity.clone().unwrap();
    activity.abandon().await;
    told
}

/// No task executed again after its result was committed, and each under one key.
fn assert_committed_is_final(story: &str) {
    let ledger = std::mem::take(&mut *LEDGER.lock().unwrap());
    let (mut committed, mut keys) = (BTreeSet::new(), BTreeMap::new());
    for entry in &ledger {
        match entry {
            Entry::Executed(what, key) => {
                assert!(
                    !committed.contains(what),
                    "{story}: {what} again: {ledger:?}"
                );
                assert_eq!(keys.entry(*what).or_insert(key), &key, "{story}: {what}");
            }
            Entry::Committed(what) => {
                committed.insert(*what);
            }
        }
    }
    let all = "apologized faltering first packed second shipped third";
    let committed: Vec<_> = committed.into_iter().collect();
    assert_eq!(committed.join(" "), all, "{story}");
}

#[tokio::test]
async fn a_process_that_ends_between_any_two_commits_is_taken_up_by_the_next_one() {
    let expected = vec![
        (
            "apologizes".to_owned(),
            RunStatus::Completed,
            Some(json!(null)),
        ),
        ("packs".to_owned(), RunStatus::Completed, Some(json!(1))),
        ("sells".to_owned(), RunStatus::Completed, Some(json!(5))),
        ("ships".to_owned(), RunStatus::Failed, None),
    ];
    for end in [End::After, End::Before] {
        for commit in 1.. {
            let story = format!("the process that ended {end:?} commit {commit}");
            let mut bench = Bench::new(jobs![sells, packs, ships, apologizes]);
            let told = tell_until(&mut bench, commit, end).await;
            let is_whole = told.is_some();
            let told = match told {
                Some(told) => told,
                // The next process ends, too, soon after it has begun: sooner or later each time.
                None => match tell_until(&mut bench, commit % 9, end.other()).await {
                    Some(told) => told,
                    None => {
                        let next = begun(&mut bench).await;
                        tell(&next, &bench.clock).await.unwrap()
                    }
                },
            };
            assert_eq!(told, expected, "{story}");
            assert_committed_is_final(&story);
            if is_whole {
                assert!(commit > 20, "the story has {commit} commits");
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_run_that_waits_in_memory_is_not_blamed_for_the_end_of_its_process() {
    #[job(trigger = OrderPlaced)]
    async fn rests(order: OrderPlaced, io: Io) -> Result<u32> {
        let moment = Duration::from_millis(order.id.into());
        io.wait("a-moment", moment).await?;
        Ok(order.id)
    }

    let long = Duration::from_secs(10);
    for (put_away, millis) in [(Conduct::default().put_away, 500), (long, 5000)] {
        let mut bench = Bench::new(jobs![rests]);
        bench.conduct = Conduct {
            put_away,
            ..by_hand()
        };
        let engine = bench.open().await;
        engine.begin().await.unwrap();
        let run = engine.publish(order(millis)).await.unwrap().runs[0];
        for _ in 0..10 {
            engine.settle().await.unwrap();
            let waits = engine.run(run).await.unwrap().unwrap();
            assert_eq!(waits.summary.status, RunStatus::Executing);
            engine.crash().await.unwrap();
        }
        bench.clock.advance(Duration::from_millis(millis.into()));
        engine.settle().await.unwrap();
        let ended = engine.run(run).await.unwrap().unwrap();
        assert_eq!(ended.output, Some(json!(millis)));
    }
}

#[tokio::test]
async fn a_suspect_that_waits_keeps_no_other_one_from_starting() {
    #[job(trigger = OrderPlaced)]
    async fn pauses(order: OrderPlaced, io: Io) -> Result<u32> {
        io.wait("a-moment", Duration::from_millis(500)).await?;
        Ok(order.id)
    }

    let mut bench = Bench::new(jobs![pauses]);
    bench.conduct = Conduct {
        put_away: Conduct::default().put_away,
        ..by_hand()
    };
    let engine = bench.open().await;
    let first = engine.publish(order(1)).await.unwrap().runs[0];
    let second = engine.publish(order(2)).await.unwrap().runs[0];
    let core = &engine.core;
    for _ in 0..2 {
        // A worker takes both, and dies.
        let (worker, now) = (WorkerId::new(), bench.clock.now());
        let claim = (core.store).claim(worker, core.codes.clone(), 8, String::new(), now);
        assert_eq!(claim.await.unwrap().claimed.len(), 2);
        let bury = (core.store).bury(vec![worker], core.worker, IN_MEMORY, now);
        assert_eq!(bury.await.unwrap(), 2);
    }
    engine.begin().await.unwrap();
    engine.settle().await.unwrap();
    bench.clock.advance(Duration::from_millis(500));
    engine.settle().await.unwrap();
    for run in [first, second] {
        let ended = engine.run(run).await.unwrap().unwrap();
        assert_eq!(ended.summary.status, RunStatus::Completed);
    }
}
