//! How events come to jobs, and what is said of those that start nothing.

use trigger::integrations::stripe;

use super::*;

#[tokio::test]
async fn events_that_runs_send_are_told_from_those_of_the_test() {
    let app = shop().start().await;
    let _ = app.send(order(1)).await;
    let _ = app.send(OrderPaid { id: 99 }).await;
    assert_eq!(app.sent::<OrderPaid>(), [OrderPaid { id: 1 }]);
    assert_eq!(app.sent::<OrderPlaced>(), []);
}

#[job(trigger = stripe::on_price_created, filter = |price| price.active && price.currency == "usd")]
async fn announce(price: stripe::Price, io: Io) -> Result<String> {
    io.log()
        .info("price created!", json!({ "current": price.currency }));
    Ok(price.id)
}

#[tokio::test]
async fn an_event_of_a_source_arrives_as_an_example_as_a_value_or_as_any_json() {
    let app = App::with_jobs(jobs![announce]).start().await;
    let run = app
        .example::<stripe::on_price_created>("recurring")
        .await
        .run();
    run.assert_completed();

    let mut price: stripe::Price = serde_json::from_value(run.record().payload).unwrap();
    price.id = "price_7".to_owned();
    let started = app.trigger::<stripe::on_price_created>(price.clone()).await;
    assert_eq!(started.run_of::<announce>().output::<String>(), "price_7");

    let mut json = serde_json::to_value(price).unwrap();
    json["active"] = json!("yes");
    let run = app
        .trigger_json::<stripe::on_price_created>(json)
        .await
        .run();
    run.assert_status(RunStatus::InvalidPayload)
        .assert_error("`/active`");
}

#[tokio::test]
async fn a_job_that_its_filter_left_out_is_reported_with_the_reason() {
    let app = shop().start().await;
    let started = app.send(order(13)).await;
    started.assert_nothing_ran();
    started.assert_left_out::<fulfil>("`order.id != 13` does not hold: `order.id` is 13");
    assert_eq!(started.left_out()[0].job, "fulfil");

    let said = failure(|| started.run());
    assert_eq!(
        said,
        "`order.placed` started no run\n  \
           it carried {\"id\":13,\"cents\":500}\n  \
           `fulfil` left it out: `order.id != 13` does not hold: `order.id` is 13"
    );
}

#[tokio::test]
async fn a_job_that_listens_to_another_source_is_reported_with_both() {
    #[job(trigger = stripe::on_price_created(connect = true))]
    async fn connected(price: stripe::Price) -> Result<String> {
        Ok(price.id)
    }

    let app = App::with_jobs(jobs![connected]).start().await;
    let started = app.example::<stripe::on_price_created>("recurring").await;
    started.assert_left_out::<connected>(
        "it listens to the source `stripe.webhook.connect`, and the event came through the source \
         `stripe.webhook`",
    );
}

#[tokio::test]
async fn an_event_that_no_job_listens_to_is_reported_with_what_jobs_listen_to() {
    let app = shop().start().await;
    let started = app.send(OrderPaid { id: 1 }).await;
    let said = failure(|| started.run());
    assert!(
        said.ends_with("no job listens to it: `fulfil` to order.placed"),
        "{said}"
    );
}
