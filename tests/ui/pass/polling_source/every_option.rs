//! A polling source is a trigger, and can be asked.
#![deny(warnings)]

use serde::{Deserialize, Serialize};
use trigger::EventSpec as _;
use trigger::prelude::*;
use trigger::source::{Cursor, Polled, StartFrom};

#[integration(id = "notes")]
#[derive(Clone)]
pub struct Notes;

#[derive(Serialize, Deserialize)]
pub struct Page {
    number: u64,
}

#[polling_source(
    id = "notes.pages",
    every = "1m 30s",
    from = now,
    event_id = |page| page.number,
    title = "New Pages",
    icon = "notes",
    properties = |page| properties! { "Page" => page.number },
    examples(first("First Page", json = r#"{ "number": 1 }"#)),
)]
pub async fn new_pages(_: &Notes, cursor: Option<Cursor>) -> Result<Polled<Page>> {
    let last = cursor.map_or(Ok(0), |cursor| cursor.parse::<u64>())?;
    Ok(Polled::new(vec![Page { number: last + 1 }], last + 1))
}

#[polling_source(every = "1h", deprecated)]
async fn others(_: &Notes, _: Option<trigger::source::Cursor>) -> std::io::Result<Polled<Page>> {
    Ok(Polled::nothing())
}

#[allow(deprecated)]
#[job(trigger = any(new_pages, others))]
async fn announce(page: Page) -> Result<u64> {
    Ok(page.number)
}

#[allow(deprecated)]
#[tokio::main]
async fn main() {
    use trigger::source::PollingSource as _;

    assert_eq!(new_pages::POLLING.id, "notes.pages");
    assert_eq!(new_pages::POLLING.every, Duration::from_secs(90));
    assert_eq!(new_pages::POLLING.from, StartFrom::Now);
    assert_eq!(new_pages::event_id(&Page { number: 7 }).as_deref(), Some("7"));
    assert_eq!(others::POLLING.id, "others");
    assert_eq!(others::POLLING.from, StartFrom::Everything);
    assert_eq!(others::event_id(&Page { number: 7 }), None);
    assert_eq!(new_pages::META.names, ["notes.pages"]);
    let answer = new_pages::poll(&Notes, Some(Cursor::from(7))).await.expect("an answer");
    assert_eq!(answer.cursor, Some(Cursor::from(8)));
    assert_eq!(answer.items[0].number, 8);
    let example = new_pages::META.examples[0];
    let page = serde_json::from_str(example.payload).expect("a page");
    assert_eq!(new_pages::properties(&page), properties! { "Page" => 1 });
    assert_eq!(others::META.deprecated, Some(""));
    let [announce] = jobs![announce];
    let binding = (announce.binding)();
    assert_eq!(binding.events()[0].feed.to_string(), "polling notes.pages every 90s");
}
