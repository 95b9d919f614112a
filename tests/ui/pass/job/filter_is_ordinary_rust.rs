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
    let excluded_by = |amount, tag: &str| {
        let tags = vec![tag.into()];
        match announce::filter(&Price { amount, tags }) {
            Verdict::Matched => None,
            Verdict::Excluded(exclusion) => Some(exclusion.condition),
        }
    };
    assert_eq!(excluded_by(10, "new"), None);
    assert_eq!(excluded_by(1, "new"), Some("p.amount >= SMALLEST"));
    assert_eq!(excluded_by(11, "new"), Some("is_round(p.amount)"));
    assert_eq!(
        excluded_by(10, "old"),
        Some(r#"p.tags.iter().any(|tag| tag == "new")"#)
    );
}
