//! The GitHub client and its tasks against a stand-in for GitHub, over a real socket.

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::github_api::{GitHubApi, TOKEN};
use trigger::integrations::github::{
    GitHub, ListIssues, LockReason, MergeMethod, Method, NewIssue, NewPullRequest, NewRelease,
    NewStatus, ReactionContent, StateReason, StatusState, UpdateIssue,
};
use trigger::prelude::*;
use trigger::testing::App;
use trigger::{Error, Retry};

const ISSUES: &str = "/repos/acme/site/issues";

fn client(api: &GitHubApi) -> GitHub {
    GitHub::new(TOKEN).base(api.base())
}

#[tokio::test]
async fn a_refusal_says_what_is_wrong_and_is_not_tried_again() {
    let api = GitHubApi::start();
    let github = client(&api);
    let hook = json!({ "config": { "url": "https://a.example" }, "events": ["ping"] });
    let cases = [
        ("/repos/acme/nothing/hooks", "Not Found", "HTTP 404"),
        (
            "/repos/acme/site/hooks",
            "Validation Failed: Invalid event",
            "HTTP 422",
        ),
    ];
    for (path, reason, status) in cases {
        let answer = github.call::<Value>(Method::POST, path, &hook).await;
        let error = answer.expect_err("a refusal");
        assert_eq!(error.retry(), Retry::Never);
        for part in [reason, status, "request AB12:1"] {
            assert!(error.message().contains(part), "{error}");
        }
    }
}

#[tokio::test]
async fn a_wrong_token_is_refused_and_never_shown() {
    let api = GitHubApi::start();
    let github = GitHub::new("ghp_canary").base(api.base());
    let answer = github
        .call::<Value>(Method::GET, "/repos/acme/site", &())
        .await;
    let error = answer.expect_err("another token");
    assert!(error.message().contains("HTTP 401"), "{error}");
    assert!(!format!("{error:?} {github:?}").contains("canary"));
}

#[tokio::test]
async fn a_list_is_read_to_its_last_page_or_to_its_limit() {
    let api = GitHubApi::start();
    for number in 0..250 {
        api.add_thing(ISSUES, json!({ "title": format!("{number}") }));
    }
    let github = client(&api);
    let all: Vec<Value> = github
        .all(ISSUES, &json!({ "labels": ["a", "b"] }))
        .await
        .expect("issues");
    assert_eq!(all.len(), 250);
    assert_eq!(all[249]["title"], "249");
    let queries: Vec<_> = api
        .requests()
        .into_iter()
        .map(|request| request.query)
        .collect();
    assert_eq!(queries.len(), 3);
    assert!(
        queries.iter().all(|query| query.contains("labels=a%2Cb")),
        "{queries:?}"
    );
    assert!(queries[2].contains("page=3"), "{queries:?}");
}

#[tokio::test]
async fn what_was_renamed_is_followed_with_its_method_and_body() {
    let api = GitHubApi::start();
    api.fail_next(1, 307, &[("location", "/repos/acme/docs/issues")]);
    let issue = json!({ "title": "Moved" });
    let created: Value = client(&api)
        .call(Method::POST, ISSUES, &issue)
        .await
        .expect("an issue");
    assert_eq!(created["title"], "Moved");
    assert_eq!(api.things("/repos/acme/docs/issues").len(), 1);
}

#[tokio::test]
async fn another_host_is_never_told_the_token() {
    let api = GitHubApi::start();
    let elsewhere = GitHubApi::start();
    api.fail_next(1, 301, &[("location", &elsewhere.base())]);
    let answer = client(&api)
        .call::<Value>(Method::GET, "/repos/acme/site", &())
        .await;
    assert_eq!(answer.expect_err("a redirect").retry(), Retry::Never);
    assert_eq!(elsewhere.requests(), []);
}

#[tokio::test]
async fn a_limit_says_when_it_is_over() {
    let api = GitHubApi::start();
    let github = client(&api);
    for (status, headers, expected) in [
        (
            403,
            vec![("retry-after", "30")],
            Retry::After(Duration::from_secs(30)),
        ),
        (429, vec![], Retry::After(Duration::from_secs(60))),
        (403, vec![], Retry::Never),
        (502, vec![], Retry::Policy),
    ] {
        api.fail_next(1, status, &headers);
        let answer = github
            .call::<Value>(Method::GET, "/repos/acme/site", &())
            .await;
        let error: Error = answer.expect_err("a failure");
        assert_eq!(error.retry(), expected, "{status} {headers:?}");
    }
}

#[job(trigger = invoke)]
async fn manage(_: (), github: GitHub) -> Result<Value> {
    let site = "acme/site";
    let issues = github.issues();
    let new = NewIssue {
        title: "The tide is early".to_owned(),
        labels: vec!["bug".to_owned()],
        ..NewIssue::default()
    };
    let issue = issues.create("open", site, new).await?;
    let number = issue.number;
    let labels = github.labels();
    labels
        .create("new-label", site, "pier", "1d76db", "About a pier")
        .await?;
    labels
        .add("label", site, number, vec!["pier".to_owned()])
        .await?;
    labels.remove("unlabel", site, number, "pier").await?;
    labels.remove("unlabel-again", site, number, "pier").await?;
    let comments = github.comments();
    let comment = comments.create("say", site, number, "Hello").await?;
    comments
        .update("correct", site, comment.id, "Good evening")
        .await?;
    let said = comments.list("what-was-said", site, number).await?;
    comments.delete("unsay", site, comment.id).await?;
    comments.delete("unsay-again", site, comment.id).await?;
    let reactions = github.reactions();
    reactions
        .to_issue("react", site, number, ReactionContent::ThumbsUp)
        .await?;
    issues
        .lock("lock", site, number, Some(LockReason::Resolved))
        .await?;
    let closed = UpdateIssue::closed(StateReason::Completed);
    issues.update("close", site, number, closed).await?;
    let closed = issues.get("look", site, number).await?;
    let listed = issues
        .list(
            "list",
            site,
            ListIssues {
                limit: Some(1),
                ..ListIssues::default()
            },
        )
        .await?;
    Ok(json!({
        "said": said[0].body,
        "locked": closed.locked,
        "reason": closed.active_lock_reason,
        "state": closed.state,
        "listed": listed.len(),
    }))
}

#[job(trigger = invoke)]
async fn release(_: (), github: GitHub) -> Result<Value> {
    let site = "acme/site";
    let request = NewPullRequest {
        title: "Zones".to_owned(),
        head: "zones".to_owned(),
        base: "main".to_owned(),
        ..NewPullRequest::default()
    };
    let requests = github.pull_requests();
    let request = requests.create("propose", site, request).await?;
    let merged = requests
        .merge("merge", site, request.number, MergeMethod::Squash)
        .await?;
    // As if the first answer had been lost.
    let again = requests
        .merge("merge-again", site, request.number, MergeMethod::Squash)
        .await?;
    let status = NewStatus {
        state: StatusState::Success,
        context: Some("ci/pier".to_owned()),
        ..NewStatus::default()
    };
    github
        .statuses()
        .create("status", site, &merged.sha, status)
        .await?;
    let new = NewRelease {
        tag_name: "v2".to_owned(),
        ..NewRelease::default()
    };
    github.releases().create("release", site, new).await?;
    let latest = github.releases().latest("latest", site).await?;
    let repositories = github.repositories();
    let of_acme = repositories.list("all", "acme").await?;
    repositories
        .dispatch("tell", site, "released", json!({ "tag": latest.tag_name }))
        .await?;
    let name: Value = github
        .native("name", Method::GET, "/repos/acme/site", json!({}))
        .await?;
    Ok(json!([
        merged.sha,
        again.sha,
        latest.tag_name,
        of_acme.len(),
        name["full_name"]
    ]))
}

#[tokio::test]
async fn issues_are_opened_labelled_commented_on_locked_and_closed() {
    let api = GitHubApi::start();
    let app = App::with_jobs(jobs![manage])
        .integration(client(&api))
        .let_integrations_call()
        .start()
        .await;
    let run = app.call::<manage>(()).await;
    assert_eq!(
        run.assert_completed().output::<Value>(),
        json!({ "said": "Good evening", "locked": true, "reason": "resolved", "state": "closed", "listed": 1 })
    );
    assert_eq!(
        api.things("/repos/acme/site/issues/comments"),
        Vec::<Value>::new()
    );
}

#[tokio::test]
async fn pull_requests_are_merged_once_and_released() {
    let api = GitHubApi::start();
    let app = App::with_jobs(jobs![release])
        .integration(client(&api))
        .let_integrations_call()
        .start()
        .await;
    let run = app.call::<release>(()).await;
    let output: Value = run.assert_completed().output();
    assert_eq!(
        output,
        json!(["c40f7a6e", "c40f7a6e", "v2", 2, "acme/site"])
    );
    let told = api.things("/repos/acme/site/dispatches");
    assert_eq!(told[0]["client_payload"], json!({ "tag": "v2" }));
}
