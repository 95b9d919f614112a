//! Which run is the next one.

use rusqlite::StatementStatus;

use super::*;
use crate::run::RunStatus;
use crate::store::slots::NEXT_HELD;
use crate::store::turns::{FIRST_OF_JOB, NEXT_QUEUED};

/// As many as nobody wants to wait behind.
const FLOOD: usize = 20_000;

#[tokio::test]
async fn jobs_take_turns_and_each_of_them_in_the_order_of_its_runs() {
    let (store, _folder) = store();
    let flood = store.add(event("1", "b", 3)).await.runs;
    store.add(event("2", "c", 1)).await;
    store.add(event("3", "a", 2)).await;
    let claimed = store.claimed(4, "a").await;
    let jobs: Vec<_> = claimed.iter().map(|claimed| &*claimed.job).collect();
    assert_eq!(jobs, ["b", "c", "a", "b"]);
    assert_eq!([claimed[0].origin.id, claimed[3].origin.id], flood[..2]);
    assert_eq!(store.take(9, "b").await, ["a", "b"]);
    assert_eq!(store.take(9, "b").await, [""; 0]);
}

#[tokio::test]
async fn a_late_job_gets_the_next_place_before_a_flood_of_another() {
    let (store, _folder) = store();
    store.add(event("flood", "flooded", FLOOD)).await;
    assert_eq!(store.take(2, "").await, ["flooded", "flooded"]);
    // It does not start past the queue either, although a worker has room for it.
    let late = event("late", "late", 1).taken_by(WorkerId::new());
    assert!(store.add(late).await.claimed.is_empty());
    assert_eq!(store.take(1, "flooded").await, ["late"]);
    assert_eq!(store.take(1, "late").await, ["flooded"]);
}

#[tokio::test]
async fn a_place_is_handed_on_to_the_job_whose_turn_it_is_in_the_commit_that_frees_it() {
    let (store, _folder) = store();
    let flood = store.add(event("flood", "flooded", FLOOD)).await.runs;
    let first = store.claimed(1, "").await.remove(0);
    store.add(event("late", "late", 1)).await;
    let late = store.hand_on(&first).await.unwrap();
    assert_eq!(late.job, "late");
    let next = store.hand_on(&late).await.unwrap();
    assert_eq!((&*next.job, next.origin.id), ("flooded", flood[1]));
    let record = store.run(next.origin.id).await.unwrap().unwrap();
    assert_eq!(record.summary.status, RunStatus::Executing);
}

#[tokio::test]
async fn a_place_is_handed_on_to_nothing_that_is_paused_or_asks_for_a_closer_look() {
    let (store, _folder) = store();
    store.add(event("1", "job", 3)).await;
    let claimed = store.claimed(3, "").await;
    assert!(store.hand_on(&claimed[0]).await.is_none(), "nothing waits");
    store.pause_job("paused".to_owned(), NOW).await.unwrap();
    store.add(event("2", "paused", 1)).await;
    assert!(store.hand_on(&claimed[1]).await.is_none(), "it is paused");
    store.add(event("3", "unknown", 1)).await;
    assert!(store.hand_on(&claimed[2]).await.is_none(), "no such job");
}

#[tokio::test]
async fn a_run_starts_at_once_where_nothing_waits() {
    let (store, _folder) = store();
    let run = |id| event(id, "job", 1).taken_by(WorkerId::new());
    assert_eq!(store.add(run("1")).await.claimed.len(), 1);
    store.add(event("2", "other", 1)).await;
    assert_eq!(store.add(run("3")).await.claimed.len(), 0);
    // What waits for a limit, or because its job is paused, is in nobody's way.
    assert_eq!(store.take(9, "").await, ["job", "other"]);
    store.limit(1).await;
    store.add(event("4", "limited", 3).under("one")).await;
    store.pause_job("paused".to_owned(), NOW).await.unwrap();
    store.add(event("5", "paused", 3)).await;
    assert_eq!(store.take(9, "").await, ["limited"]);
    assert_eq!(store.add(run("6")).await.claimed.len(), 1);
}

#[tokio::test]
async fn the_only_run_of_its_job_starts_past_the_queue_of_others() {
    let (store, _folder) = store();
    store.add(event("flood", "flooded", 3)).await;
    let late = |id, job| event(id, job, 1).taken_by(WorkerId::new()).alone();
    assert_eq!(store.add(late("1", "late")).await.claimed.len(), 1);
    // Not past those of its own job, not while that is paused, and not past its limit.
    assert_eq!(store.add(late("2", "flooded")).await.claimed.len(), 0);
    store.pause_job("paused".to_owned(), NOW).await.unwrap();
    assert_eq!(store.add(late("3", "paused")).await.claimed.len(), 0);
    store.limit(1).await;
    let limited = |id| late(id, "limited").under("one");
    assert_eq!(store.add(limited("4")).await.claimed.len(), 1);
    assert_eq!(store.add(limited("5")).await.claimed.len(), 0);
}

#[tokio::test]
async fn of_jobs_without_a_place_the_next_run_of_each_is_claimed() {
    let (store, _folder) = store();
    store.add(event("1", "flooded", 3)).await;
    let runs = store.add(event("2", "a", 2)).await.runs;
    store.add(event("3", "b", 1)).await;
    store.add(event("4", "paused", 1)).await;
    store.pause_job("paused".to_owned(), NOW).await.unwrap();
    let claim = async |limit| {
        let idle = Arc::from(["paused", "a", "c", "b"]);
        let claim = store.claim_of(idle, WorkerId::new(), codes(), limit, NOW);
        let claimed = claim.await.unwrap().claimed.into_iter();
        claimed.map(|run| run.origin.id).collect::<Vec<_>>()
    };
    assert_eq!(claim(1).await, runs[..1]);
    assert_eq!(claim(9).await.len(), 2, "one of each");
    assert_eq!(claim(9).await.len(), 0);
}

#[tokio::test]
async fn jobs_that_share_a_limit_take_turns_under_it() {
    let (store, _folder) = store();
    store.limit(1).await;
    store
        .add(event("flood", "flooded", FLOOD).under("one"))
        .await;
    store.add(event("late", "late", 1).under("one")).await;
    for expected in ["flooded", "late", "flooded"] {
        let claimed = store.claimed(9, "").await;
        let jobs: Vec<_> = claimed.iter().map(|claimed| &*claimed.job).collect();
        assert_eq!(jobs, [expected]);
        let done = Finish::Completed(serde_json::from_str("null").unwrap());
        let done = (done, Vec::new());
        let finish = store.finish(claimed[0].fence, done, None, None, NOW, |_| ());
        assert!(finish.await.unwrap().let_through);
    }
}

#[tokio::test]
async fn a_changed_limit_holds_for_what_is_queued_already() {
    let (store, _folder) = store();
    store.limit(1).await;
    store.add(event("1", "job", 8).under("one")).await;
    assert_eq!(store.take(9, "").await.len(), 1);
    store.limit(4).await;
    assert_eq!(store.take(9, "").await.len(), 3);
    store.limit(2).await;
    assert_eq!(store.take(9, "").await.len(), 0);
    // A program whose job has no limit any more.
    store.set_limits(Vec::new()).await.unwrap();
    assert_eq!(store.take(9, "").await.len(), 4);
}

#[tokio::test]
async fn a_paused_job_starts_nothing_and_gives_its_place_to_the_others_of_its_group() {
    let (store, _folder) = store();
    store.limit(1).await;
    store.add(event("1", "paused", 2).under("one")).await;
    store.add(event("2", "paused", 1)).await;
    store.add(event("3", "other", 1).under("one")).await;
    assert!(store.pause_job("paused".to_owned(), NOW).await.unwrap());
    assert!(!store.pause_job("paused".to_owned(), NOW).await.unwrap());
    assert_eq!(store.take(9, "").await, ["other"]);
    let late = event("4", "paused", 1).taken_by(WorkerId::new());
    assert!(store.add(late).await.claimed.is_empty());
    assert_eq!(store.take(9, "").await, [""; 0]);
    assert_eq!(store.paused_jobs().await.unwrap()["paused"], NOW);

    // The group's place is taken still; what falls under no limit goes on.
    assert!(store.resume_job("paused".to_owned()).await.unwrap());
    assert!(!store.resume_job("paused".to_owned()).await.unwrap());
    assert_eq!(store.take(9, "").await, ["paused", "paused"]);
}

#[tokio::test]
async fn what_a_dead_worker_leaves_of_a_paused_job_gives_its_place_back() {
    let (store, _folder) = store();
    store.limit(1).await;
    store.add(event("1", "paused", 1).under("one")).await;
    let left = store.claimed(9, "").await;
    store.add(event("2", "other", 1).under("one")).await;
    store.pause_job("paused".to_owned(), NOW).await.unwrap();
    assert_eq!(store.take(9, "").await, [""; 0]);
    let dead = left[0].fence.owner;
    let buried = store
        .bury(vec![dead], WorkerId::new(), IN_MEMORY, NOW)
        .await;
    assert_eq!(buried.unwrap(), 1);
    assert_eq!(store.take(9, "").await, ["other"]);
}

#[tokio::test]
async fn a_paused_job_starts_nothing_that_was_set_aside_or_is_suspected() {
    let (store, _folder) = store();
    store.add(event("1", "unknown", 1)).await;
    store.add(event("2", "paused", 1)).await;
    for _ in 0..2 {
        let dead = store.claimed(9, "").await[0].fence.owner;
        store
            .bury(vec![dead], WorkerId::new(), IN_MEMORY, NOW)
            .await
            .unwrap();
    }
    for job in ["unknown", "paused"] {
        store.pause_job(job.to_owned(), NOW).await.unwrap();
    }
    let all = || Arc::new(Codes::of([("unknown", "0.1.0"), ("paused", "0.1.0")]));
    let claim = || store.claim(WorkerId::new(), all(), 9, String::new(), NOW);
    assert!(claim().await.unwrap().claimed.is_empty());
    for job in ["unknown", "paused"] {
        store.resume_job(job.to_owned()).await.unwrap();
    }
    assert_eq!(claim().await.unwrap().claimed.len(), 2);
}

#[tokio::test]
async fn a_flood_that_the_program_cannot_execute_keeps_no_job_waiting() {
    let (store, _folder) = store();
    store.add(event("1", "unknown", 200)).await;
    store.add(event("2", "job", 1)).await;
    let codes = Arc::new(Codes::of([("job", "0.1.0")]));
    let claim = store.claim(WorkerId::new(), codes, 1, String::new(), NOW);
    let claims = claim.await.unwrap();
    assert_eq!(claims.claimed.len(), 1);
    // It takes turns with the others until then.
    assert!(claims.parked.len() <= 1, "{}", claims.parked.len());
}

/// What finding the next run costs, in instructions of SQLite's, and how it is found.
async fn cost(store: &Store) -> (Vec<i32>, Vec<String>) {
    let queries = [
        (NEXT_QUEUED, vec!["a"]),
        (NEXT_HELD, vec!["a", "one"]),
        (FIRST_OF_JOB, vec!["job"]),
    ];
    let cost = |sql: &Connection| {
        let (mut steps, mut plans) = (Vec::new(), Vec::new());
        for (query, params) in queries {
            let params = rusqlite::params_from_iter(params);
            let mut seek = sql.prepare(query)?;
            assert!(seek.exists(params.clone())?);
            steps.push(seek.get_status(StatementStatus::VmStep));
            let mut explain = sql.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
            let plan = explain.query_map(params, |row| row.get("detail"))?;
            let plan = plan.collect::<Result<Vec<String>, _>>()?;
            // Whether a job is paused is looked up beside it.
            plans.extend(
                plan.into_iter()
                    .filter(|step| !step.contains("paused_jobs")),
            );
        }
        Ok((steps, plans))
    };
    store.read(cost).await.unwrap()
}

#[tokio::test]
async fn finding_the_next_run_costs_the_same_however_many_wait() {
    let (store, _folder) = store();
    store.limit(1).await;
    store.add(event("1", "job", 2)).await;
    store.add(event("2", "job", 3).under("one")).await;
    let (few, plans) = cost(&store).await;
    assert_eq!(plans.len(), 3, "{plans:?}");
    let indexes = [
        "INDEX runs_of_status (status=? AND held=? AND job>?)",
        "INDEX runs_of_slot (slot=? AND held=? AND job>?)",
        "INDEX runs_of_status (status=? AND held=? AND job=?)",
    ];
    for (plan, index) in plans.iter().zip(indexes) {
        assert!(plan.starts_with("SEARCH runs USING"), "{plans:?}");
        assert!(plan.ends_with(index), "{plans:?}");
    }
    store.add(event("3", "job", FLOOD)).await;
    store.add(event("4", "job", FLOOD).under("one")).await;
    assert_eq!(cost(&store).await.0, few);
}
