//! What is a secret: encrypted where it is kept, shown nowhere, and whole when a run goes on.

use super::*;

#[tokio::test]
async fn a_sealed_output_is_nowhere_in_the_clear_and_comes_back_whole() {
    #[task(sealed)]
    async fn secret() -> Result<String> {
        Ok("whsec_canary".to_owned())
    }

    #[job(trigger = OrderPlaced)]
    async fn keeps_a_secret(_order: OrderPlaced, io: Io) -> Result<usize> {
        let secret = io.run("secret", secret()).await?;
        io.wait("an-hour", HOUR).await?;
        assert_eq!(secret, "whsec_canary");
        Ok(secret.len())
    }

    let bench = Bench::new(jobs![keeps_a_secret]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    app.rest(run).await;
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    let record = app.record(run).await;
    assert!(
        record
            .tasks
            .iter()
            .any(|task| task.sealed && task.output.is_none())
    );
    app.stop().await;
    assert!(
        bench.holds(b"keeps-a-secret"),
        "the database is what is searched"
    );
    assert!(!bench.holds(b"whsec_canary"));
}

#[tokio::test]
async fn what_is_redacted_is_hidden_from_people_and_not_from_the_job() {
    #[derive(Clone, Serialize, Deserialize)]
    struct Card {
        brand: String,
        number: String,
    }

    #[task(redact(token, "/number"))]
    async fn issue(order: u32, token: String) -> Result<Card> {
        assert_eq!((order, &*token), (1, "canary_token"));
        let (brand, number) = ("visa".to_owned(), "canary_number".to_owned());
        Ok(Card { brand, number })
    }

    #[job(trigger = OrderPlaced)]
    async fn issues_a_card(order: OrderPlaced, io: Io) -> Result<usize> {
        let call = issue(order.id, ["canary", "token"].join("_"));
        io.log()
            .info("calling", json!({ "call": format!("{call:?}") }));
        let card = io.run("issue", call).await?;
        io.wait("an-hour", HOUR).await?;
        assert_eq!(card.number, "canary_number");
        Ok(card.number.len())
    }

    let bench = Bench::new(jobs![issues_a_card]);
    let mut app = bench.start().await;
    let run = app.order(1).await;
    let told = loop {
        match app.next().await {
            Progress::Task {
                detail: Some(detail),
                ..
            } => break detail,
            other => assert!(!format!("{other:?}").contains("canary")),
        }
    };
    assert_eq!(told, r#"{"brand":"visa","number":"(secret)"}"#);
    assert_eq!(app.rest(run).await, RunStatus::Waiting);
    bench.clock.advance(HOUR);
    assert_eq!(app.rest(run).await, RunStatus::Completed);
    let tasks = app.record(run).await.tasks;
    let task = tasks.iter().find(|task| task.name == "issue").unwrap();
    assert!(task.sealed);
    assert_eq!(
        task.output,
        Some(json!({ "brand": "visa", "number": "(secret)" }))
    );
    assert_eq!(task.params.to_string(), r#"order: 1, token: "(secret)""#);
    app.stop().await;
    assert!(bench.holds(b"visa"), "the database is what is searched");
    assert!(!bench.holds(b"canary"));
}

#[tokio::test]
async fn an_output_that_lacks_what_should_be_hidden_is_not_shown() {
    #[task(redact("/nmuber"))]
    async fn issue() -> Result<Value> {
        Ok(json!({ "number": "canary" }))
    }

    #[job(trigger = OrderPlaced)]
    async fn issues(_order: OrderPlaced, io: Io) -> Result<()> {
        io.run("issue", issue()).await.map(drop)
    }

    let bench = Bench::new(jobs![issues]);
    let mut app = bench.start().await;
    let task = app.run(1).await.tasks.remove(0);
    assert_eq!((task.sealed, task.output), (true, None));
    app.stop().await;
    assert!(!bench.holds(b"canary"));
}
