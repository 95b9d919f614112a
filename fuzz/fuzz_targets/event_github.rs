//! What GitHub sends.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trigger::integrations::github::{self, GitHubParams, GitHubWebhook};
use trigger_fuzz::{GITHUB, handle, typed};

fuzz_target!(|data: &[u8]| {
    let params = GitHubParams::default();
    for event in ["issues", "push", "pull_request"] {
        let headers = [
            ("x-github-event", event),
            ("x-github-delivery", "1"),
            ("content-type", "application/json"),
        ];
        handle::<GitHubWebhook>(GITHUB, &params, &headers, data, read);
    }
    let headers = [
        ("x-github-event", "issues"),
        ("x-github-delivery", "1"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let form = [b"payload=", data].concat();
    handle::<GitHubWebhook>(GITHUB, &params, &headers, &form, read);
});

fn read(_: &str, payload: &str) {
    typed::<github::AnyEvent>(payload);
    typed::<github::IssueEvent>(payload);
    typed::<github::IssueCommentEvent>(payload);
    typed::<github::PullRequestEvent>(payload);
    typed::<github::PushEvent>(payload);
    typed::<github::ReleaseEvent>(payload);
    typed::<github::StarEvent>(payload);
    typed::<github::WorkflowRunEvent>(payload);
}
