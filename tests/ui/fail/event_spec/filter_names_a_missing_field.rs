//! A misspelt field, for which rustc knows the right name.

use serde::Deserialize;
use trigger::prelude::*;

#[derive(Deserialize)]
struct Issue {
    action: String,
}

#[event_spec(name = "issues", filter = |issue| issue.acton == "opened")]
fn on_issue_opened(issue: &Issue) -> Properties {
    properties! { "Action" => issue.action }
}

fn main() {}
