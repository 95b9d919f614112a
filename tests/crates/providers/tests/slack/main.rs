//! Slack's client against a stand-in for Slack, and an app that answers a mention.

mod api;
#[path = "../../../../support/mod.rs"]
mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::SlackApi;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::{Value, json};
use support::app::App;
use trigger::integrations::slack::{Message, Page, Slack, SlackEvents};
use trigger::prelude::*;
use trigger::source::Request;
use trigger::source::signature::{Part, Scheme, Secrets, Stamp};
use trigger::{Retry, Timestamp, testing};

const TOKEN: &str = "xoxb-canary";

fn client(api: &SlackApi) -> Slack {
    Slack::new(TOKEN).base(api.base())
}

#[event_spec(name = "price.live")]
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Live {
    id: String,
}

/// Does one of everything.
#[job(trigger = Live)]
async fn announce(live: Live, slack: Slack) -> Result<()> {
    let text = format!("{} is live", live.id);
    let posted = slack
        .chat()
        .post_message("announce", "#prices", text)
        .await?;
    let blocks = json!([{ "type": "divider" }]);
    let message = Message::text("*live*").blocks(blocks).in_thread(&posted.ts);
    let chat = slack.chat();
    chat.post_message("more", &posted.channel, message).await?;
    chat.post_ephemeral("only-ada", &posted.channel, "U1", "psst")
        .await?;
    chat.update("mend", &posted.channel, &posted.ts, "was live")
        .await?;
    chat.delete("forget", &posted.channel, &posted.ts).await?;
    slack.reactions().add("react", "C1", "1.1", "eyes").await?;
    Ok(())
}

#[tokio::test]
async fn the_tasks_of_a_job_arrive_at_slack_once_each() {
    let api = SlackApi::start();
    let app = testing::App::with_jobs(jobs![announce])
        .integration(client(&api))
        .let_integrations_call()
        .start()
        .await;
    let run = app.send(Live { id: "cup".into() }).await.run();
    run.assert_completed();

    let asked = api.asked();
    let methods: Vec<_> = asked.iter().map(|asked| asked.method.as_str()).collect();
    assert_eq!(
        methods,
        [
            "chat.postMessage",
            "chat.postMessage",
            "chat.postEphemeral",
            "chat.update",
            "chat.delete",
            "reactions.add",
        ]
    );
    assert_eq!(asked[0].form["channel"], "#prices");
    assert_eq!(asked[0].form["text"], "cup is live");
    assert_eq!(asked[0].authorization, format!("Bearer {TOKEN}"));
    assert_eq!(asked[1].form["blocks"], r#"[{"type":"divider"}]"#);
    assert_eq!(asked[1].form["thread_ts"], "0.1");
    assert_eq!(asked[2].form["user"], "U1");
    assert_eq!(asked[5].form["name"], "eyes");
}

#[tokio::test]
async fn what_an_earlier_attempt_did_unheard_is_done() {
    let api = SlackApi::start();
    for error in ["message_not_found", "already_reacted"] {
        for _ in 0..4 * usize::from(error == "message_not_found") {
            api.next(json!({ "ok": true, "channel": "C1", "ts": "1.1" }));
        }
        api.next(json!({ "ok": false, "error": error }));
    }
    let app = testing::App::with_jobs(jobs![announce])
        .integration(client(&api))
        .let_integrations_call()
        .start()
        .await;
    let run = app.send(Live { id: "cup".into() }).await.run();
    run.assert_completed();
}

async fn refused(api: &SlackApi) -> trigger::Error {
    let answer = client(api)
        .call::<Value>("chat.postMessage", &json!({ "text": "x" }))
        .await;
    answer.expect_err("Slack refuses")
}

#[tokio::test]
async fn a_rate_limit_says_when_to_try_again() {
    let api = SlackApi::start();
    api.next_with(
        429,
        Some("30"),
        json!({ "ok": false, "error": "ratelimited" }),
    );
    let error = refused(&api).await;
    assert_eq!(
        error.retry(),
        Retry::After(Duration::from_secs(30)),
        "{error}"
    );
    api.next_with(429, Some("99999999999"), json!("no object"));
    let error = refused(&api).await;
    assert_eq!(
        error.retry(),
        Retry::After(Duration::from_secs(3600)),
        "{error}"
    );
}

#[tokio::test]
async fn what_cannot_be_mended_by_waiting_is_not_tried_again() {
    let api = SlackApi::start();
    for (status, body, retry) in [
        (
            200,
            json!({ "ok": false, "error": "channel_not_found" }),
            Retry::Never,
        ),
        (
            200,
            json!({ "ok": false, "error": "invalid_auth" }),
            Retry::Never,
        ),
        (200, json!({ "ok": false }), Retry::Never),
        (404, json!({}), Retry::Never),
        (
            200,
            json!({ "ok": false, "error": "internal_error" }),
            Retry::Policy,
        ),
        (
            200,
            json!({ "ok": false, "error": "ratelimited" }),
            Retry::Policy,
        ),
        (503, json!("no JSON of Slack's"), Retry::Policy),
        (200, json!("no object"), Retry::Policy),
    ] {
        api.next_with(status, None, body.clone());
        let error = refused(&api).await;
        assert_eq!(error.retry(), retry, "{body}: {error}");
        assert!(!format!("{error:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_missing_scope_is_named() {
    let api = SlackApi::start();
    api.next(json!({ "ok": false, "error": "missing_scope", "needed": "chat:write" }));
    let error = refused(&api).await;
    assert!(error.message().contains("`chat:write`"), "{error}");
}

#[tokio::test]
async fn a_request_that_cannot_be_made_is_not_made() {
    let api = SlackApi::start();
    let slack = client(&api);
    for method in ["", "../oauth", "chat.postMessage?x", "a/b"] {
        let answer = slack.call::<Value>(method, &json!({})).await;
        assert_eq!(answer.expect_err("no method").retry(), Retry::Never);
    }
    let answer = slack.call::<Value>("api.test", &json!([1])).await;
    assert_eq!(answer.expect_err("no arguments").retry(), Retry::Never);
    let answer = Slack::from_env()
        .base(api.base())
        .call::<Value>("api.test", &())
        .await;
    assert!(
        answer
            .expect_err("no token")
            .message()
            .contains("SLACK_BOT_TOKEN")
    );
    assert_eq!(api.asked(), []);
}

/// Reads all channels, page by page.
#[job(trigger = Live)]
async fn list(_: Live, slack: Slack) -> Result<Vec<String>> {
    let mut page = Page::first().limit(1);
    let mut names = Vec::new();
    for number in 0.. {
        let channels = slack
            .conversations()
            .list(("channels", number), page)
            .await?;
        names.extend(channels.channels.into_iter().map(|channel| channel.name));
        match channels.next {
            Some(next) => page = next,
            None => break,
        }
    }
    let history = slack
        .conversations()
        .history("history", "C1", Page::first())
        .await?;
    let author = history.messages[0].user.clone().unwrap_or_default();
    names.push(slack.users().info("author", author).await?.name);
    Ok(names)
}

#[tokio::test]
async fn lists_come_in_pages() {
    let api = SlackApi::start();
    let page = |name: &str, next: &str| {
        json!({
            "ok": true,
            "channels": [{ "id": "C1", "name": name }],
            "response_metadata": { "next_cursor": next },
        })
    };
    api.next(page("general", "dXNlcg=="));
    api.next(page("prices", ""));
    api.next(json!({ "ok": true, "messages": [{ "ts": "1.1", "user": "U1" }] }));
    api.next(json!({ "ok": true, "user": { "id": "U1", "name": "ada" } }));
    let app = testing::App::with_jobs(jobs![list])
        .integration(client(&api))
        .let_integrations_call()
        .start()
        .await;
    let run = app.send(Live { id: "cup".into() }).await.run();
    run.assert_completed();
    let names: Vec<String> = run.output();
    assert_eq!(names, ["general", "prices", "ada"]);
    let asked = api.asked();
    assert_eq!(asked[0].form.get("cursor"), None);
    assert_eq!(asked[1].form["cursor"], "dXNlcg==");
    assert_eq!(asked[1].form["limit"], "1");
}

const SCHEME: Scheme = Scheme::hmac_sha256("x-slack-signature")
    .prefix("v0=")
    .over(&[
        Part::Text("v0:"),
        Part::Timestamp(Stamp::header("x-slack-request-timestamp")),
        Part::Text(":"),
        Part::Body,
    ]);

fn signed(body: &Value, age: Duration) -> Request {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    let sent = i64::try_from((now - age).as_secs()).expect("a time");
    let mut request = Request {
        method: Method::POST,
        uri: "/sources/slack.events".to_owned(),
        headers: HeaderMap::new(),
        body: body.to_string().into(),
        received_at: Timestamp::from_second(sent).expect("a time"),
    };
    SCHEME
        .sign(&mut request, &Secrets::from("s1gn"))
        .expect("signed");
    request
}

#[test]
fn a_mention_is_answered_in_its_thread_once() {
    use trigger::source::ExternalSource as _;
    assert_eq!(SlackEvents::META.id, "slack.events");
    let api = SlackApi::start();
    let app = App::example("providers")
        .with("SLACK_SIGNING_SECRET", "s1gn")
        .with("SLACK_BOT_TOKEN", TOKEN)
        .with("SLACK_API_BASE", api.base());
    let serving = app.serve();
    let send = |request: &Request| {
        let headers: Vec<_> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().expect("text")))
            .collect();
        let url = serving.url(&request.uri);
        support::http::post(&url, &headers, &request.body).expect("an answer")
    };
    let example = include_str!("../../../../../trigger/examples/slack/app_mention.json");
    let event: Value = serde_json::from_str(example).expect("JSON");
    let body = json!({
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event_time": 1_795_464_000,
        "event": event,
    });
    assert_eq!(send(&signed(&body, Duration::from_secs(306))).status, 400);
    let mut tampered = signed(&body, Duration::ZERO);
    tampered.body = body.to_string().replace("cup", "mug").into();
    assert_eq!(send(&tampered).status, 401);

    assert_eq!(send(&signed(&body, Duration::ZERO)).status, 200);
    let run = app.until_finished(&serving, "on-slack");
    assert_eq!(run["status"], "completed", "{run}");
    let mut again = signed(&body, Duration::ZERO);
    let retry = HeaderValue::from_static("1");
    again.headers.insert("x-slack-retry-num", retry);
    assert_eq!(send(&again).status, 200);
    assert_eq!(
        app.json(&["runs", "--job", "on-slack"])
            .as_array()
            .map(Vec::len),
        Some(1)
    );

    let asked = api.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].form["channel"], event["channel"]);
    assert_eq!(asked[0].form["thread_ts"], event["ts"]);
    assert_eq!(asked[1].method, "reactions.add");
}
