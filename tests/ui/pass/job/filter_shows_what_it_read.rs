//! A condition that does not hold says what it read, as far as that can be shown.
#![deny(warnings)]

use serde::Deserialize;
use trigger::Verdict;
use trigger::job::Job as _;
use trigger::prelude::*;

#[derive(Clone, Copy, Deserialize, PartialEq)]
enum Silent {
    One,
}

#[derive(Debug, Deserialize)]
struct Recurring {
    interval: String,
    count: u8,
}

#[event_spec(name = "price.created")]
#[derive(Deserialize)]
struct Price {
    currency: String,
    recurring: Option<Recurring>,
    plan: Box<Recurring>,
    silent: Silent,
    pair: (u8, String),
}

#[job(trigger = Price, filter = |price| price.currency == "usd" && price.plan.count > 1)]
async fn by_field(_: Price) -> Result<()> {
    Ok(())
}

#[job(
    trigger = Price,
    filter = |p| p.recurring.as_ref().is_some_and(|r| r.interval == "month" && r.count > p.pair.0),
)]
async fn through_an_option(_: Price) -> Result<()> {
    Ok(())
}

#[job(
    trigger = Price,
    filter = |Price { currency, plan, pair: (least, _), .. }: &Price| {
        *currency == "usd" || plan.count < *least
    },
)]
async fn destructured(_: Price) -> Result<()> {
    Ok(())
}

#[job(trigger = Price, filter = |p| p.silent != Silent::One || matches!(p.pair.1.as_str(), "a" | "b"))]
async fn of_another_type(_: Price) -> Result<()> {
    Ok(())
}

/// What may be moved may be shown, and generic calls stay as they are inferred.
#[job(
    trigger = Price,
    filter = |p| p.currency.parse().unwrap_or(7) > 8_u8 && { let p = 1; p > 2 },
)]
async fn inferred(_: Price) -> Result<()> {
    Ok(())
}

fn says(verdict: Verdict) -> String {
    match verdict {
        Verdict::Excluded(exclusion) => exclusion.to_string(),
        Verdict::Matched => panic!("it matches"),
    }
}

fn main() {
    let recurring = |interval: &str, count| Recurring { interval: interval.to_owned(), count };
    let mut price = Price {
        currency: "eur".to_owned(),
        recurring: None,
        plan: Box::new(recurring("year", 1)),
        silent: Silent::One,
        pair: (0, "c".to_owned()),
    };
    assert_eq!(
        says(by_field::filter(&price)),
        r#"`price.currency == "usd"` does not hold: `price.currency` is "eur""#
    );
    let text = says(through_an_option::filter(&price));
    assert!(text.ends_with("hold: `p.recurring` is None, `p.pair.0` is 0"), "{text}");
    let text = says(destructured::filter(&price));
    assert!(text.starts_with("`*currency == \"usd\" || plan.count < *least` does"), "{text}");
    assert!(text.ends_with("`currency` is \"eur\", `plan.count` is 1, `least` is 0"), "{text}");
    // The first field has no `Debug`.
    let text = says(of_another_type::filter(&price));
    assert!(text.ends_with("does not hold: `p.pair.1` is \"c\""), "{text}");
    let text = says(inferred::filter(&price));
    assert!(text.ends_with("does not hold: `p.currency` is \"eur\""), "{text}");
    price.currency = "usd".to_owned();
    assert_eq!(
        says(by_field::filter(&price)),
        "`price.plan.count > 1` does not hold: `price.plan.count` is 1"
    );
}
