//! A filter is checked like any closure over the payload.

use serde::Deserialize;
use trigger::Verdict;
use trigger::job::Job as _;
use trigger::prelude::*;

#[event_spec(name = "price.created")]
#[derive(Deserialize)]
struct Price {
    amount: u64,
    tags: Vec<String>,
}

const SMALLEST: u64 = 2;

fn is_round(amount: u64) -> bool {
    amount % 10 == 0
}

#[job(
    trigger = Price,
    filter = |p| p.amount >= SMALLEST && is_round(p.amount)
        && p.tags.iter().any(|tag| tag == "new"),
)]
async fn announce(_: Price) -> Result<()> {
    Ok(())
}

fn main() {
    let verdict = |amount, tag: &str| {
        announce::filter(&Price {
            amount,
            tags: vec![tag.into()],
        })
    };
    assert_eq!(verdict(10, "new"), Verdict::Matched);
    assert_eq!(verdict(1, "new"), Verdict::Excluded("p.amount >= SMALLEST"));
    assert_eq!(verdict(11, "new"), Verdict::Excluded("is_round(p.amount)"));
    assert_eq!(
        verdict(10, "old"),
        Verdict::Excluded(r#"p.tags.iter().any(|tag| tag == "new")"#)
    );
}
