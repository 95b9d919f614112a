//! Places for executing runs, and how they are handed on.

use tokio::sync::Notify;

use super::*;

static GO: Notify = Notify::const_new();

#[job(trigger = OrderPlaced)]
async fn holds(_order: OrderPlaced, io: Io) -> Result<()> {
    io.log().info("begun", Value::Null);
    io.run("go", || async {
        GO.notified().await;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_process_that_is_about_to_end_hands_its_places_on_no_more() {
    let mut bench = Bench::new(jobs![holds]);
    (bench.slots, bench.grace) = (1, HOUR);
    let mut app = bench.start().await;
    let [first, second, third] = [app.order(1).await, app.order(2).await, app.order(3).await];
    app.said("begun").await;
    GO.notify_one();
    app.ended(first).await;
    let engine = Arc::clone(&app.engine);
    let (stop, serve) = (app.stop, app.serve);
    stop.send(()).unwrap();
    while !engine.core.is_leaving.load(SeqCst) {
        tokio::task::yield_now().await;
    }
    GO.notify_one();
    serve.await.unwrap();
    let status = async |run| engine.run(run).await.unwrap().unwrap().summary.status;
    assert_eq!(status(second).await, RunStatus::Completed);
    assert_eq!(status(third).await, RunStatus::Queued);
}

/// An event that has nothing to do with orders.
#[event_spec(name = "note.taken")]
#[derive(Clone, Debug, Serialize, Deserialize)]
struct NoteTaken {}

#[job(trigger = NoteTaken)]
async fn notes(_note: NoteTaken, io: Io) -> Result<()> {
    io.wait("an-hour", HOUR).await
}

#[job(trigger = OrderPlaced)]
async fn takes_long(_order: OrderPlaced) -> Result<()> {
    std::future::pending().await
}

/// Takes a note, and gives the run that it started.
async fn note(app: &Running) -> RunId {
    let event = Publish {
        name: "note.taken".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({})).unwrap(),
        id: None,
    };
    app.engine.publish(event).await.unwrap().runs[0]
}

/// How many runs of a job stand so.
async fn how_many(app: &Running, job: &str, status: RunStatus) -> usize {
    let query = RunQuery {
        job: Some(job.to_owned()),
        status: Some(status),
        limit: 100,
        ..RunQuery::default()
    };
    app.engine.runs(query).await.unwrap().len()
}

#[tokio::test]
async fn a_flood_of_runs_that_take_long_keeps_no_run_of_another_job_waiting() {
    let mut bench = Bench::new(jobs![takes_long, notes]);
    bench.slots = 32;
    let app = bench.start().await;
    for id in 0..40 {
        app.order(id).await;
    }
    // Of sixteen places one is kept.
    app.asleep().await;
    assert_eq!(how_many(&app, "takes-long", RunStatus::Executing).await, 30);
    // At once, and when their time has come: those go on that are the only ones of their job.
    let [first, second, third] = [note(&app).await, note(&app).await, note(&app).await];
    for note in [first, second, third] {
        app.waiting(note).await;
    }
    bench.clock.advance(HOUR);
    for note in [first, second, third] {
        app.finished(note).await;
    }
    assert_eq!(how_many(&app, "takes-long", RunStatus::Executing).await, 30);
    app.stop().await;
}

#[tokio::test]
async fn a_kept_place_that_becomes_free_is_the_next_jobs_that_has_none() {
    #[job(trigger = NoteTaken)]
    async fn notes_too(_note: NoteTaken, io: Io) -> Result<()> {
        io.log().info("begun", Value::Null);
        io.run("go", || async {
            NOTED.notified().await;
            Ok(())
        })
        .await
    }
    static NOTED: Notify = Notify::const_new();

    let mut bench = Bench::new(jobs![takes_long, notes, notes_too]);
    bench.slots = 16;
    let mut app = bench.start().await;
    for id in 0..20 {
        app.order(id).await;
    }
    app.asleep().await;
    let event = Publish {
        name: "note.taken".to_owned(),
        payload: serde_json::value::to_raw_value(&json!({})).unwrap(),
        id: None,
    };
    let runs = app.engine.publish(event).await.unwrap().runs;
    app.said("begun").await;
    NOTED.notify_one();
    // The other one waits for an hour, so it has begun.
    app.ended(runs[1]).await;
    app.waiting(runs[0]).await;
    app.stop().await;
}

#[tokio::test]
async fn a_job_with_a_place_takes_none_that_is_kept() {
    let places = Places::of(16);
    assert!(places.take("job").is_none(), "they are not open yet");
    places.open();
    let common: Vec<_> = (0..15).map(|_| places.take("flooded").unwrap()).collect();
    assert!(common[0].1 && !common[1].1);
    assert!(places.take("flooded").is_none());
    let (kept, is_first) = places.take("late").unwrap();
    assert!(is_first);
    assert!(places.take("later").is_none(), "there are no more");
    drop(kept);
    assert!(places.take("flooded").is_none());
    assert!(places.kept(9).len() == 1 && places.take("later").is_some());
    drop(common);
    assert!(places.kept(9).is_empty(), "others are free");
    assert!(places.take("flooded").is_some_and(|(_, is_first)| is_first));
    // Whichever places the others leave: one job never has them all.
    let others: Vec<_> = (0..15).map(|_| places.take("other").unwrap()).collect();
    let first = places.take("flooded").unwrap();
    drop(others);
    let more = std::iter::from_fn(|| places.take("flooded"));
    let flooded: Vec<_> = more.take(20).chain([first]).collect();
    assert_eq!(flooded.len(), 15);
    drop(flooded);
    places.rest().await;
    assert!(places.take("late").is_none());
}

#[tokio::test]
async fn as_many_places_as_are_kept_and_taken_are_given_back_and_not_handed_on() {
    let bench = Bench::new(jobs![takes_long]);
    let engine = bench.open().await;
    let core = &engine.core;
    core.places.open();
    let common = (0..8).map(|_| core.places.take("flooded").unwrap().0);
    let common: Vec<_> = common.collect();
    assert!(core.successor("flooded", &common[0]).is_some());
    assert!(core.places.take("late").is_none(), "of eight none is kept");
    drop(common);

    let places = Places::of(16);
    places.open();
    let flooded: Vec<_> = (0..15).map(|_| places.take("flooded").unwrap().0).collect();
    let late = places.take("late").unwrap();
    let on: Vec<_> = flooded
        .iter()
        .filter(|place| core.successor("flooded", place).is_some())
        .collect();
    assert_eq!(on.len(), 14);
    drop(late);
    // What was said of a place stays said until it is given back.
    assert!(core.successor("flooded", &flooded[0]).is_none());
}
