//! Events of one name differ by their filters, and say what is shown of them and what replaces them.
#![deny(warnings, missing_docs, missing_debug_implementations)]

use serde::{Deserialize, Serialize};
use trigger::prelude::*;
use trigger::{EventSpec, Properties as Shown, Verdict};

/// An issue.
#[derive(Debug, Deserialize)]
pub struct Issue {
    action: String,
    number: u64,
    author: Option<String>,
}

/// When an issue is opened by somebody.
#[event_spec(
    name = "issues",
    filter = |issue| issue.action == "opened" && issue.author.is_some(),
    examples(usual("Usual", json = r#"{ "action": "opened", "number": 1, "author": "ada" }"#)),
)]
pub fn on_issue_opened(issue: &Issue) -> Shown {
    properties! { "Issue" => issue.number }
}

/// When an issue is closed, however it is written.
#[event_spec(name = "issues", filter = |Issue { action, .. }: &Issue| action == "closed")]
pub fn on_issue_closed(_: &Issue) -> Shown {
    Shown::new()
}

/// What all events about issues have.
#[derive(Deserialize)]
struct Kind {
    action: String,
}

/// An issue got a label.
#[event_spec(
    name = ["issues", "pull_request"],
    filter = |event: &Kind| event.action == "labeled",
    properties = |IssueLabeled { label }| properties! { "Label" => label },
    deprecated = "use `on_issue_opened`",
)]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssueLabeled {
    label: String,
}

/// A booking.
#[event_spec(
    name = "booking",
    schema = "data/booking.json",
    filter = |booking| booking.status == BookingStatus::Open,
    properties = |booking: &Booking| properties! { "Booking" => booking.id },
    deprecated,
)]
pub struct Booking;

/// A visit.
#[event_spec(
    name = "visit",
    infer,
    filter = |visit| visit.page.starts_with('/'),
    properties = |visit| {
        if visit.page.is_empty() {
            return Shown::new();
        }
        properties! { "Page" => visit.page }
    },
    examples(home("Home", json = r#"{ "page": "/" }"#)),
)]
#[derive(Eq)]
pub struct Visit;

#[job(trigger = any(on_issue_opened, on_issue_closed))]
async fn follow(_: Issue) -> Result<()> {
    Ok(())
}

#[job(trigger = IssueLabeled)]
#[allow(deprecated)]
async fn sort(_: IssueLabeled) -> Result<()> {
    Ok(())
}

fn holds<E: EventSpec>(payload: &str) -> std::result::Result<(), String> {
    match E::filter(payload) {
        Ok(Verdict::Matched) => Ok(()),
        Ok(Verdict::Excluded(exclusion)) => Err(exclusion.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

fn shown<E: EventSpec>(payload: &str) -> String {
    let payload = serde_json::from_str(payload).expect("a payload");
    let properties = E::properties(&payload);
    let texts: Vec<_> = properties.iter().map(|shown| shown.text.clone()).collect();
    texts.join(" ")
}

#[allow(deprecated)]
fn main() {
    let example = on_issue_opened::META.examples[0].payload;
    assert_eq!(holds::<on_issue_opened>(example), Ok(()));
    assert_eq!(
        holds::<on_issue_closed>(example),
        Err(r#"`action == "closed"` does not hold: `action` is "opened""#.to_owned())
    );
    assert_eq!(
        holds::<on_issue_opened>(r#"{ "action": "opened", "number": 1 }"#),
        Err("`issue.author.is_some()` does not hold: `issue.author` is None".to_owned())
    );
    let meta = on_issue_opened::META;
    assert_eq!(meta.filter, r#"issue.action == "opened" && issue.author.is_some()"#);
    assert_eq!(meta.deprecated, None);

    // Only as much is read as the filter asks for.
    assert_eq!(holds::<IssueLabeled>(r#"{ "action": "labeled" }"#), Ok(()));
    assert!(holds::<IssueLabeled>(r#"{ "action": 5 }"#).unwrap_err().contains("`/action`"));
    assert_eq!(shown::<IssueLabeled>(r#"{ "label": "bug" }"#), "bug");
    assert_eq!(IssueLabeled::META.deprecated, Some("use `on_issue_opened`"));

    let booking = r#"{ "id": 7, "type": "a", "status": "open", "place": { "kind": "office" }, "tags": [], "score": 1 }"#;
    assert_eq!(holds::<Booking>(booking), Ok(()));
    assert!(holds::<Booking>(&booking.replace("open", "closed")).is_err());
    assert_eq!(shown::<Booking>(booking), "7");
    assert_eq!(Booking::META.deprecated, Some(""));

    assert_eq!(shown::<Visit>(Visit::META.examples[0].payload), "/");
    assert_eq!(shown::<Visit>(r#"{ "page": "" }"#), "");
    assert_eq!(holds::<Visit>(Visit::META.examples[0].payload), Ok(()));

    let [follow, sort] = jobs![follow, sort];
    let events = (follow.binding)();
    assert_eq!(events.names(), ["issues"]);
    assert_eq!((sort.binding)().names(), ["issues", "pull_request"]);
    assert_eq!((sort.binding)().to_string(), r#"issues, pull_request if event.action == "labeled""#);
}
