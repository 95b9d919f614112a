//! The app that tests of GitHub start as a process: events come from the webhooks of a repository
//! and an organisation.
//!
//! | variable | |
//! |---|---|
//! | `ISSUES_JOBS` | the ids of the jobs it has, separated by commas |

use trigger::integrations::github::{self, GitHub};
use trigger::prelude::*;

#[job(trigger = github::on_issue_opened(owner = "acme", repo = "site"))]
async fn opened(event: github::IssueEvent) -> Result<i64> {
    Ok(event.issue.number)
}

#[job(trigger = github::on_issue_closed(owner = "acme", repo = "site"))]
async fn closed(event: github::IssueEvent) -> Result<i64> {
    Ok(event.issue.number)
}

#[job(trigger = github::on_push(owner = "acme", repo = "site"), filter = |push| push.is_to_default_branch())]
async fn pushed(push: github::PushEvent) -> Result<usize> {
    Ok(push.commits.len())
}

#[job(trigger = github::on_ping(owner = "acme", repo = "site"))]
async fn pinged(ping: github::PingEvent) -> Result<String> {
    Ok(ping.zen)
}

#[job(trigger = github::on_star_created(org = "acme"))]
async fn starred(event: github::StarEvent) -> Result<String> {
    Ok(event.sender.login)
}

#[job(trigger = github::on_installation)]
async fn installed(event: github::AnyEvent) -> Result<String> {
    Ok(event.action)
}

#[job(trigger = github::on_issue_opened(owner = "acme"))]
async fn mistaken(event: github::IssueEvent) -> Result<i64> {
    Ok(event.issue.number)
}

/// Is started by a call, and by nothing of GitHub's.
#[job(trigger = invoke)]
async fn asked(number: i64) -> Result<i64> {
    Ok(number)
}

/// Labels a new issue and answers it.
#[job(trigger = github::on_issue_opened(owner = "acme", repo = "site"))]
async fn triaged(event: github::IssueEvent, github: GitHub) -> Result<Vec<String>> {
    let (repository, number) = ("acme/site", event.issue.number);
    let labels = github
        .labels()
        .add("label", repository, number, vec!["triage".to_owned()])
        .await?;
    github
        .comments()
        .create("answer", repository, number, "Thank you!")
        .await?;
    Ok(labels.into_iter().map(|label| label.name).collect())
}

#[tokio::main]
async fn main() -> ExitCode {
    let chosen = std::env::var("ISSUES_JOBS").unwrap_or_default();
    let all = trigger::jobs![
        opened, closed, pushed, pinged, starred, installed, mistaken, triaged, asked
    ];
    let jobs = all
        .into_iter()
        .filter(|job| chosen.split(',').any(|id| id == job.meta.id));
    trigger::App::with_jobs(jobs)
        .integration(GitHub::from_env())
        .run()
        .await
}
