//! Somebody opens an issue; it gets a label, and its author an answer.
//!
//! Without any account: `cargo run --example github -- test welcome`.

use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;
use tokio::net::TcpListener;
use trigger::integrations::github::{self, GitHub, Issue};
use trigger::prelude::*;

/// Labels a new issue by what it says, and answers it.
#[job(
    trigger = github::on_issue_opened(owner = "lumen-works", repo = "almanac"),
    filter = |event| !event.sender.is_bot(),
)]
async fn welcome(event: github::IssueEvent, io: Io, github: GitHub) -> Result<()> {
    let label = label_for(&event.issue);
    io.log().info(
        "an issue was opened",
        json!({ "title": event.issue.title, "label": label }),
    );
    let (repository, number) = (&event.repository.full_name, event.issue.number);
    github
        .labels()
        .add("label", repository, number, vec![label.to_owned()])
        .await?;
    let answer = format!(
        "Thank you, @{}! This is a {label}; somebody looks at it within two days.",
        event.sender.login
    );
    github
        .comments()
        .create("answer", repository, number, answer)
        .await?;
    Ok(())
}

/// What an issue is, as far as its words tell.
fn label_for(issue: &Issue) -> &'static str {
    let text = format!(
        "{} {}",
        issue.title,
        issue.body.as_deref().unwrap_or_default()
    );
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["crash", "panic", "wrong", "early", "late"]) {
        "bug"
    } else if says(&["how do", "how can", "?"]) {
        "question"
    } else {
        "idea"
    }
}

/// GitHub; without a token, something on this machine that answers as GitHub would, so that the
/// example can be tried.
async fn github() -> Result<GitHub> {
    if std::env::var_os("GITHUB_TOKEN").is_some() {
        return Ok(GitHub::from_env());
    }
    let issue = "/repos/{owner}/{name}/issues/{number}";
    let labels = |Json(asked): Json<Value>| async move {
        let name = &asked["labels"][0];
        Json(json!([{ "name": name, "color": "d73a4a" }]))
    };
    let comment = |Json(asked): Json<Value>| async move {
        let url = "https://github.com/lumen-works/almanac/issues/87#issuecomment-1";
        Json(json!({ "id": 1, "body": asked["body"], "html_url": url }))
    };
    let make_believe = Router::new()
        .route(&format!("{issue}/labels"), post(labels))
        .route(&format!("{issue}/comments"), post(comment));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, make_believe).await });
    Ok(GitHub::new("make-believe").base(base))
}

#[tokio::main]
async fn main() -> ExitCode {
    match github().await {
        Ok(github) => trigger::app().integration(github).run().await,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
