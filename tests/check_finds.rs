//! What is found wrong with an app, all at once.

use serde::Deserialize;
use trigger::App;
use trigger::prelude::*;

#[derive(Deserialize)]
struct Price {
    amount: u64,
}

#[event_spec(
    name = ["price.created", "price.updated"],
    examples(
        free("Free Price", json = r#"{ "amount": 0 }"#),
        odd("Odd Price", json = r#"{ "amount": [1] }"#),
        none("No Price", json = "{}"),
    )
)]
fn on_price(price: &Price) -> Properties {
    properties! { "Amount" => price.amount }
}

#[job(id = "announce", trigger = on_price)]
async fn first(_: Price) -> Result<()> {
    Ok(())
}

#[job(id = "announce", trigger = on_price)]
async fn second(_: Price) -> Result<()> {
    Ok(())
}

#[test]
fn two_jobs_of_one_id_and_examples_that_cannot_be_read() {
    let unsound = App::with_jobs(jobs![first, second]).check();
    let unsound = unsound.expect_err("nothing is right");
    let [twice, odd, none] = unsound.problems() else {
        panic!("{unsound}");
    };
    assert!(
        twice.starts_with("job id `announce` is defined twice: tests/check_finds.rs:"),
        "{twice}"
    );
    let example = "job `announce` cannot read the example";
    assert!(
        odd.starts_with(&format!("{example} `odd` of `price.created`, `price.updated`: the payload does not fit at `/amount`: invalid type")),
        "{odd}"
    );
    assert!(
        none.contains("`none`") && none.contains("missing field `amount`"),
        "{none}"
    );
    // What both jobs say is said once.
    assert_eq!(unsound.problems().len(), 3, "{unsound}");
}

#[event_spec(
    name = "price.changed",
    filter = |price| price.amount > 100,
    examples(
        large("Large Price", json = r#"{ "amount": 101 }"#),
        small("Small Price", json = r#"{ "amount": 100 }"#),
    )
)]
fn on_large_price(price: &Price) -> Properties {
    properties! { "Amount" => price.amount }
}

#[job(trigger = any(on_price, on_large_price))]
async fn watch(_: Price) -> Result<()> {
    Ok(())
}

#[job(trigger = on_large_price, filter = |price| price.amount > 500)]
async fn worry(_: Price) -> Result<()> {
    Ok(())
}

#[test]
fn an_example_that_its_event_leaves_out_is_said_once() {
    let unsound = App::with_jobs(jobs![worry, watch]).check();
    let unsound = unsound.expect_err("the small price is no example");
    let said = "the example `small` of `price.changed` is left out by the event's own filter: \
                `price.amount > 100` does not hold: `price.amount` is 100";
    let times = unsound.problems().iter().filter(|problem| *problem == said);
    assert_eq!(times.count(), 1, "{unsound}");
    assert!(!unsound.to_string().contains("`large`"), "{unsound}");
}

#[test]
fn no_jobs_are_not_sound_either() {
    let unsound = App::with_jobs([]).check().expect_err("no jobs");
    assert!(format!("{unsound:?}").contains("there are no jobs: mention the crate"));
}
