//! `trigger::check!()` is a test that the jobs of a program are sound.

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
struct Price {
    amount: u64,
}

#[event_spec(
    name = "price.created",
    examples(free("Free Price", json = r#"{ "amount": 0 }"#))
)]
fn on_price_created(_: &Price) -> Properties {
    Properties::new()
}

#[integration(id = "mailer", name = "Mailer")]
#[derive(Clone)]
struct Mailer {}

#[job(trigger = on_price_created, filter = |price| price.amount > 0)]
async fn announce(_: Price, _: Mailer) -> Result<()> {
    Ok(())
}

mod without_the_app {
    trigger::check!();
}

mod with_the_app {
    use super::Mailer;

    trigger::check!(trigger::app().integration(Mailer {}));
}

#[test]
fn an_app_without_an_integration_is_not_sound() {
    let unsound = trigger::app().check().expect_err("no mailer");
    assert_eq!(
        unsound.problems(),
        ["job `announce` needs `Mailer`: add `.integration(Mailer::from_env())` to the app"]
    );
}
