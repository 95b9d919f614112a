//! Whose a run is, and whose is what it starts and sends.

use super::*;
use crate::Context;
use crate::job::RunCompleted;
use crate::run::{AccountId, Sending};

/// Publishes an account's order, and gives the run that it started.
async fn order_of(app: &Running, account: &str, id: u32) -> RunId {
    let order = order_placed(&json!({ "id": id }));
    let sent = app.engine.publish_for(account.into(), order);
    sent.await.unwrap().runs[0]
}

/// The account of a run, as jobs here tell it.
fn whose(ctx: &Context) -> String {
    ctx.account
        .as_ref()
        .map_or("nobody", AccountId::as_str)
        .to_owned()
}

#[job(trigger = invoke)]
async fn child(_: u32, ctx: Context) -> Result<String> {
    Ok(whose(&ctx))
}

pub(crate) async fn what_a_run_invokes_is_of_its_account_or_of_the_one_that_it_says<H: Harness>() {
    #[job(trigger = OrderPlaced)]
    async fn parent(_order: OrderPlaced, io: Io) -> Result<Vec<String>> {
        let mut whose = vec![io.invoke_and_wait::<child>("one", 1).await?];
        for child in io.invoke_all_and_wait::<child>("many", [1, 2]).await? {
            whose.push(child?);
        }
        let other = io.for_account("globex");
        whose.push(other.invoke_and_wait::<child>("other", 1).await?);
        let own = io.for_no_account();
        whose.push(own.invoke_and_wait::<child>("own", 1).await?);
        io.invoke::<child>("forgotten", 1).await?;
        io.invoke_all::<child>("all-forgotten", [1, 2]).await?;
        Ok(whose)
    }

    let bench = Bench::<H>::new(jobs![child, parent]);
    let app = bench.start().await;
    let acme = order_of(&app, "acme", 1).await;
    let expected = json!(["acme", "acme", "acme", "globex", "nobody"]);
    assert_eq!(app.ended(acme).await.output, Some(expected));
    let children = app.ended_runs("child", 8).await;
    let forgotten = &children[children.len() - 3..];
    assert!(
        forgotten
            .iter()
            .all(|run| run.output == Some(json!("acme")))
    );

    let nobody = app.order(2).await;
    let expected = json!(["nobody", "nobody", "nobody", "globex", "nobody"]);
    assert_eq!(app.ended(nobody).await.output, Some(expected));
    app.stop().await;
}

pub(crate) async fn what_a_run_of_an_account_invokes_invokes_for_it_too<H: Harness>() {
    #[job(trigger = invoke)]
    async fn between(number: u32, io: Io) -> Result<String> {
        io.wait("an-hour", HOUR).await?;
        io.invoke_and_wait::<child>("child", number).await
    }

    #[job(trigger = OrderPlaced)]
    async fn parent(order: OrderPlaced, io: Io) -> Result<String> {
        io.invoke_and_wait::<between>("between", order.id).await
    }

    let bench = Bench::<H>::new(jobs![child, between, parent]);
    let app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    app.waiting(app.children(run).await[0]).await;
    bench.crash(app).await;
    let app = bench.start().await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!("acme")));
    app.stop().await;
}

pub(crate) async fn an_event_that_a_run_sends_is_of_its_account_now_or_later<H: Harness>() {
    #[event_spec(name = "order.packed")]
    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct OrderPacked {
        how: String,
    }

    #[job(trigger = OrderPlaced)]
    async fn packs(_order: OrderPlaced, io: Io) -> Result<()> {
        let packed = |how: &str| OrderPacked { how: how.into() };
        io.send_event("now", packed("now")).await?;
        io.send_events("batch", [packed("batch")]).await?;
        let later = |how| Sending::of(packed(how)).deliver_after(HOUR);
        io.send_event("later", later("later")).await?;
        let other = io.for_account("globex");
        other.send_event("other", packed("other")).await?;
        other
            .send_event("other-later", later("other later"))
            .await?;
        let own = io.for_no_account();
        own.send_event("own", packed("own")).await?;
        own.send_events("own-later", [later("own later")]).await?;
        Ok(())
    }

    #[job(trigger = OrderPacked)]
    async fn hears(packed: OrderPacked, ctx: Context) -> Result<String> {
        Ok(format!("{}: {}", packed.how, whose(&ctx)))
    }

    let bench = Bench::<H>::new(jobs![packs, hears]);
    let app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    app.ended(run).await;
    app.ended_runs("hears", 4).await;
    app.stop().await;
    let app = bench.start().await;
    bench.clock.advance(HOUR);
    let heard = app.ended_runs("hears", 7).await;
    let mut heard: Vec<_> = heard.into_iter().filter_map(|run| run.output).collect();
    heard.sort_by_key(ToString::to_string);
    let expected = [
        "batch: acme",
        "later: acme",
        "now: acme",
        "other later: globex",
        "other: globex",
        "own later: nobody",
        "own: nobody",
    ];
    assert_eq!(heard, expected);
    app.stop().await;
}

pub(crate) async fn what_follows_from_a_run_is_of_its_account<H: Harness>() {
    #[job(trigger = OrderPlaced, on_success = tells)]
    async fn places(_order: OrderPlaced) -> Result<()> {
        Ok(())
    }

    #[job(trigger = invoke)]
    async fn tells(_: RunCompleted, ctx: Context) -> Result<String> {
        Ok(whose(&ctx))
    }

    let bench = Bench::<H>::new(jobs![places, tells]);
    let app = bench.start().await;
    app.ended(order_of(&app, "acme", 1).await).await;
    let told = app.ended_runs("tells", 1).await;
    assert_eq!(told[0].output, Some(json!("acme")));
    app.stop().await;
}

pub(crate) async fn a_run_stays_of_its_account_however_often_it_is_tried_or_repeated<H: Harness>() {
    static TRIES: AtomicU32 = AtomicU32::new(0);

    #[job(trigger = OrderPlaced, retry(limit = 2, min = "1s", max = "1s"))]
    async fn fails_thrice(_order: OrderPlaced, ctx: Context, io: Io) -> Result<String> {
        let whose = whose(&ctx);
        if TRIES.fetch_add(1, SeqCst) < 3 {
            return Err(Error::new(format!("for {whose}")));
        }
        let child = io.invoke_and_wait::<child>("child", 1).await?;
        Ok(format!("{whose} {child}"))
    }

    let bench = Bench::<H>::new(jobs![child, fails_thrice]);
    let app = bench.start().await;
    let run = order_of(&app, "acme", 1).await;
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    // By its policy, by a person, by its policy again.
    let failed = app.ended(run).await;
    assert_eq!(failed.error.unwrap().to_string(), "for acme");
    app.engine.change(run, Action::Retry).await.unwrap();
    app.waiting(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.ended(run).await.output, Some(json!("acme acme")));

    let replay = app.engine.replay(run, None, None).await.unwrap();
    assert_eq!(app.ended(replay).await.output, Some(json!("acme acme")));
    let edited = serde_json::value::to_raw_value(&json!({ "id": 2 })).unwrap();
    let replay = app.engine.replay(run, Some(edited), None).await.unwrap();
    assert_eq!(app.ended(replay).await.output, Some(json!("acme acme")));
    app.stop().await;
}

pub(crate) async fn a_call_from_outside_is_of_the_account_that_it_says<H: Harness>() {
    let bench = Bench::<H>::new(jobs![child]);
    let app = bench.start().await;
    let number = || serde_json::value::to_raw_value(&1).unwrap();
    let acme = Some(AccountId::new("acme"));
    for (account, whose) in [(acme, "acme"), (None, "nobody")] {
        let called = app.engine.invoke("child", number(), account, None);
        let run = called.await.unwrap();
        assert_eq!(app.ended(run).await.output, Some(json!(whose)));
    }
    app.stop().await;
}
