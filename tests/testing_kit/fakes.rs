//! What takes the place of tasks.

use trigger::integrations::stripe::CreateWebhookEndpoint;

use super::*;

#[tokio::test]
async fn a_fake_by_type_sees_the_arguments_and_every_call_is_kept() {
    let app = shop().start().await;
    let _ = app.send(order(7)).await;
    let _ = app.send(order(8)).await;
    app.finish().await;
    let charged: Vec<_> = app.calls_of::<charge>();
    let charged: Vec<_> = charged.iter().map(|one| (one.order, one.cents)).collect();
    assert_eq!(charged, [(7, 500), (8, 500)]);
    let mails = app.calls_of::<send_mail>();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.text == "How was it?"));
}

#[tokio::test]
async fn the_fake_that_fits_best_is_asked_and_of_equals_the_last() {
    #[job(trigger = OrderPlaced)]
    async fn splits(order: OrderPlaced, io: Io) -> Result<Vec<String>> {
        let mut charged = Vec::new();
        for part in 1..=2 {
            charged.push(
                io.run(("part", part), charge(order.id, order.cents / 2))
                    .await?,
            );
        }
        charged.push(io.run("rest", charge(order.id, 1)).await?);
        Ok(charged)
    }

    let app = App::with_jobs(jobs![splits])
        .fake_key(("part", 2), |_| Ok(json!("second")))
        .fake_key("part", |call| Ok(json!(call.path.to_string())))
        .fake(|_: &charge| Ok("first by type".to_owned()))
        .fake(|_: &charge| Ok("last by type".to_owned()))
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    assert_eq!(
        run.output::<Vec<String>>(),
        ["part[1]", "second", "last by type"]
    );
    run.task(("part", 2)).assert_ran_once();
    assert_eq!(run.tasks("part").len(), 2);
}

#[tokio::test]
async fn a_fake_by_key_that_returns_another_type_fails_and_says_so() {
    let app = App::with_jobs(jobs![fulfil])
        .fake_key("charge", |_| Ok(json!(7)))
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    run.assert_failed("the fake returned 7, and the task's type is `alloc::string::String`");
    run.task("charge").assert_attempts(1);
}

pub(crate) mod webhooks {
    use super::*;

    #[job(trigger = OrderPlaced)]
    pub(crate) async fn subscribes(_order: OrderPlaced, io: Io, stripe: Stripe) -> Result<String> {
        let _ = io;
        let endpoints = stripe.webhook_endpoints();
        let endpoint = CreateWebhookEndpoint {
            url: "https://app.example".to_owned(),
            enabled_events: vec!["price.created".to_owned()],
            ..CreateWebhookEndpoint::default()
        };
        let created = endpoints.create("subscribe", endpoint).await?;
        Ok(created.id)
    }
}

#[tokio::test]
async fn a_task_of_an_integration_without_a_fake_fails_and_names_the_fake_to_write() {
    use webhooks::subscribes;

    // Nobody listens there: a call would fail with another error, and be retried.
    let app = App::with_jobs(jobs![subscribes])
        .integration(Stripe::new("sk_test_1").base("http://127.0.0.1:9"))
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    run.assert_failed(r#"`.fake_method("webhook_endpoints.create", |_| Ok(json!(…)))`"#)
        .assert_failed(r#"`.fake_key("subscribe", |_| Ok(json!(…)))`"#);
    run.task("subscribe").assert_attempts(1);
}

#[tokio::test]
async fn a_task_of_an_integration_is_faked_by_its_method() {
    use webhooks::subscribes;

    let app = App::with_jobs(jobs![subscribes])
        .integration(Stripe::new("sk_test_1"))
        .fake_method("webhook_endpoints.create", |_| {
            Ok(
                json!({ "id": "we_1", "url": "https://app.example", "status": "enabled",
                       "enabled_events": ["price.created"] }),
            )
        })
        .start()
        .await;
    let run = app.send(order(1)).await.run();
    assert_eq!(run.output::<String>(), "we_1");
}

#[tokio::test]
async fn a_task_without_a_fake_is_executed_and_its_real_wait_is_waited_for() {
    #[job(trigger = OrderPlaced)]
    async fn reads(_order: OrderPlaced, io: Io) -> Result<usize> {
        io.run("read", || async {
            let read = tokio::fs::read_to_string(file!()).await?;
            Ok::<_, Error>(read.len())
        })
        .await
    }

    let app = App::with_jobs(jobs![reads]).start().await;
    let run = app.send(order(1)).await.run();
    assert!(run.output::<usize>() > 1000);
}
