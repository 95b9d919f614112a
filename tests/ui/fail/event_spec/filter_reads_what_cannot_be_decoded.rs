//! What a filter reads of a payload is decoded first.

use serde::Deserialize;
use trigger::prelude::*;

struct Kind {
    action: String,
}

#[event_spec(name = "issues", filter = |event: &Kind| event.action == "labeled")]
#[derive(Deserialize)]
struct IssueLabeled {
    label: String,
}

fn main() {}
