//! A source's registration at GitHub over the life of an app: whatever happens in between, there is
//! one webhook in the end, it sends what jobs want, and what it sends is verified.

mod support;

use std::sync::mpsc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use support::app::{App, PUBLIC_URL, Serving};
use support::github_api::{Answer, Delivery, GitHubApi, Hook, TOKEN, example};
use support::http;

const SITE: &str = "acme/site";
const HOOKS: &str = "/repos/acme/site/hooks";

/// Where GitHub is told to send to.
fn hook_url() -> String {
    format!("{PUBLIC_URL}/sources/github.webhook.acme.site")
}

/// An app with the jobs of these ids, reached by GitHub under a public URL.
fn app(jobs: &str, github: &[(&'static str, String)]) -> App {
    let app = App::example("issues")
        .with("ISSUES_JOBS", jobs)
        .with("TRIGGER_PUBLIC_URL", PUBLIC_URL);
    let set = |app: App, (name, value): &(&'static str, String)| app.with(name, value);
    github.iter().fold(app, set)
}

#[track_caller]
fn only_hook(github: &GitHubApi) -> Hook {
    match &github.hooks(SITE)[..] {
        [hook] => hook.clone(),
        hooks => panic!("one webhook is expected: {hooks:?}"),
    }
}

/// The requests that change something at GitHub, oldest first.
fn changes(github: &GitHubApi) -> Vec<String> {
    let requests = github.requests().into_iter();
    let changes = requests.filter(|request| request.method != "GET");
    changes.map(|request| request.method).collect()
}

/// Delivers an event to the app as GitHub would: to the path of a webhook's URL, signed with that
/// webhook's secret.
#[track_caller]
fn deliver(serving: &Serving, hook: &Hook, delivery: &Delivery) -> http::Answer {
    let (_, path) = hook
        .url
        .split_at(hook.url.find("/sources/").expect("a source's URL"));
    delivery
        .post(&serving.url(path), &hook.secret)
        .expect("an answer")
}

/// What GitHub sends through the webhook is verified, and a job runs on it.
#[track_caller]
fn assert_delivers(app: &App, serving: &Serving, github: &GitHubApi) {
    let hook = only_hook(github);
    assert!(hook.active && hook.content_type == "json", "{hook:?}");
    let delivery = Delivery::of("issues", &example("issue_opened"));
    let answer = deliver(serving, &hook, &delivery);
    assert_eq!(answer.status, 200, "{answer:?}");
    let run = app.until_finished(serving, "opened");
    assert_eq!(run["status"], "completed", "{run}");
    assert_eq!(run["event"]["id"], json!(delivery.id));
}

#[test]
fn the_first_start_creates_one_webhook_for_what_jobs_want() {
    let github = GitHubApi::start();
    let app = app("opened,closed,pushed", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);

    let hook = only_hook(&github);
    assert_eq!(hook.url, hook_url());
    assert_eq!(hook.events, ["issues", "push"]);
    assert_eq!(hook.secret.len(), 64, "a secret of its own");
    assert_eq!(changes(&github), ["POST"]);
    let source = app.source();
    assert_eq!(source["registered"], source["desired"]);
    assert_delivers(&app, &serving, &github);
}

#[test]
fn a_second_start_looks_and_changes_nothing() {
    let github = GitHubApi::start();
    let app = app("opened", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    serving.stop();

    let serving = app.serve();
    assert_eq!(serving.started["sources"][0]["state"], "registered");
    assert_delivers(&app, &serving, &github);
    serving.stop();
    assert_eq!(changes(&github), ["POST"]);
}

#[test]
fn the_webhook_follows_the_jobs_that_come_and_go() {
    let github = GitHubApi::start();
    let mut app = app("opened", &github.env());
    let mut first = None;
    for (jobs, events) in [
        ("opened", &["issues"][..]),
        ("opened,pushed", &["issues", "push"]),
        // Another action of an event that is sent already.
        ("opened,closed,pushed", &["issues", "push"]),
        ("opened", &["issues"]),
    ] {
        app.set("ISSUES_JOBS", jobs);
        let serving = app.serve();
        app.until_registered(&serving);
        let hook = only_hook(&github);
        assert_eq!(hook.events, events, "with the jobs {jobs}");
        let first = first.get_or_insert(hook.clone());
        assert_eq!((hook.id, &hook.secret), (first.id, &first.secret));
        assert_delivers(&app, &serving, &github);
        serving.stop();
    }
    assert_eq!(changes(&github), ["POST", "PATCH", "PATCH"]);
}

#[test]
fn however_often_it_is_restarted_there_is_one_webhook() {
    let github = GitHubApi::start();
    let app = app("opened", &github.env());
    for start in 0..4 {
        let serving = app.serve();
        app.until_registered(&serving);
        if start % 2 == 0 {
            serving.kill();
        } else {
            serving.stop();
        }
    }
    let serving = app.serve();
    assert_delivers(&app, &serving, &github);
    assert_eq!(changes(&github), ["POST"]);
}

#[test]
fn killed_between_creation_and_answer_it_ends_with_one_webhook_that_verifies() {
    let github = GitHubApi::start();
    let (tell, created) = mpsc::channel();
    github.after_creating(move |hook| {
        tell.send(hook.clone()).expect("the test waits");
        Answer::Never
    });
    let app = app("opened", &github.env());
    let serving = app.serve();
    let lost: Hook = created.recv().expect("it is called");
    serving.kill();
    assert_eq!(only_hook(&github), lost);

    github.after_creating(|_| Answer::Send);
    let serving = app.serve();
    app.until_registered(&serving);
    // Its secret is not known, so it has another one now.
    assert_ne!(only_hook(&github).secret, lost.secret);
    assert_delivers(&app, &serving, &github);
}

#[test]
fn a_creation_whose_answer_was_lost_leaves_one_webhook_that_verifies() {
    let github = GitHubApi::start();
    let mut fails = true;
    github.after_creating(move |_| match std::mem::take(&mut fails) {
        true => Answer::Fail(502),
        false => Answer::Send,
    });
    let app = app("opened", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &github);
    // The second creation is refused: GitHub takes no idempotency key.
    assert_eq!(changes(&github), ["POST", "POST", "PATCH"]);
}

#[test]
fn a_webhook_at_our_url_whose_secret_is_not_known_gets_another_one_and_no_other_is_touched() {
    let github = GitHubApi::start();
    let other = github.add_hook(
        SITE,
        "https://other.example/sources/github.webhook.acme.site",
        &["*"],
    );
    let lost = github.add_hook(SITE, &hook_url(), &["push"]);
    let second = github.add_hook(SITE, &hook_url(), &["push"]);
    let app = app("opened", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    assert_eq!(changes(&github), ["DELETE", "PATCH"]);
    let hooks = github.hooks(SITE);
    assert!(hooks.contains(&other) && !hooks.contains(&second));
    github.delete_hook(other.id);
    let hook = only_hook(&github);
    assert_eq!(
        (hook.id, &hook.events[..]),
        (lost.id, &["issues".to_owned()][..])
    );
    assert_ne!(hook.secret, lost.secret);
    assert_delivers(&app, &serving, &github);
}

#[test]
fn a_webhook_that_was_deleted_at_github_is_created_again_when_jobs_change() {
    let github = GitHubApi::start();
    let mut app = app("opened", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    serving.stop();

    github.delete_hook(only_hook(&github).id);
    app.set("ISSUES_JOBS", "opened,pushed");
    let serving = app.serve();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &github);
}

#[test]
fn what_somebody_changed_or_deleted_at_github_is_found_at_the_next_start() {
    let github = GitHubApi::start();
    let app = app("opened", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    serving.stop();

    let first = only_hook(&github);
    github.change_hook(first.id, |hook| hook.active = false);
    let serving = app.serve();
    serving.until("a webhook that sends again", || {
        only_hook(&github).active.then_some(())
    });
    serving.stop();
    github.delete_hook(first.id);
    let serving = app.serve();
    let event = example("issue_opened");
    serving.until("another webhook that verifies", || {
        let hook = github.hooks(SITE).pop()?;
        let answer = deliver(&serving, &hook, &Delivery::of("issues", &event));
        (answer.status == 200).then_some(())
    });
    assert_ne!(only_hook(&github).id, first.id);
}

#[test]
fn a_webhook_that_no_job_wants_any_more_is_removed_when_asked() {
    let github = GitHubApi::start();
    let mut app = app("opened,starred", &github.env());
    let serving = app.serve();
    serving.until("two webhooks", || {
        let count = github.hooks(SITE).len() + github.hooks("acme").len();
        (count == 2).then_some(())
    });
    let registered = |source: &Value| source["state"] == "registered";
    serving.until("two sources that are registered", || {
        let sources = app.json(&["sources"]);
        let all = sources.as_array().expect("a list");
        all.iter().all(registered).then_some(())
    });
    serving.stop();

    app.set("ISSUES_JOBS", "opened");
    let serving = app.serve();
    assert_eq!(github.hooks("acme").len(), 1, "nothing is removed unasked");
    let output = app.run(&["sources", "prune", "--yes"]);
    assert!(output.status.success(), "{output:?}");
    serving.until("the organisation without a webhook", || {
        github.hooks("acme").is_empty().then_some(())
    });
    assert_delivers(&app, &serving, &github);
}

#[test]
fn an_app_that_is_reached_elsewhere_takes_its_webhook_along() {
    let github = GitHubApi::start();
    let mut app = app("opened", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    let before = only_hook(&github);
    serving.stop();

    app.set("TRIGGER_PUBLIC_URL", "https://moved.example");
    let serving = app.serve();
    app.until_registered(&serving);
    let hook = only_hook(&github);
    assert_eq!(
        hook.url,
        "https://moved.example/sources/github.webhook.acme.site"
    );
    assert_eq!((hook.id, &hook.secret), (before.id, &before.secret));
    assert_delivers(&app, &serving, &github);
}

#[test]
fn failures_of_githubs_own_and_its_limits_pass() {
    let github = GitHubApi::start();
    let reset = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("now")
        .as_secs()
        + 1;
    github.fail_next(1, 500, &[]);
    github.fail_next(1, 403, &[("retry-after", "1")]);
    let reset = reset.to_string();
    github.fail_next(
        1,
        429,
        &[
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", &reset),
        ],
    );
    let app = app("opened", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &github);
    assert_eq!(changes(&github), ["POST"]);
    assert_eq!(github.count("GET", HOOKS), 4);
}

#[test]
fn github_may_be_out_of_reach_at_first() {
    let github = GitHubApi::down();
    let app = app("opened", &github.env());
    let serving = app.serve();
    serving.until_said("register-source waiting");
    let github = github.up();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &github);
}

#[test]
fn what_github_refuses_is_said_and_another_start_makes_up_for_it() {
    let github = GitHubApi::start();
    let mut app = app("opened", &github.env()).with("GITHUB_TOKEN", "github_pat_canary");
    let serving = app.serve();
    let source = app.until_source(&serving, "failed");
    let reason = source["reason"].as_str().expect("a reason");
    assert!(
        reason.contains("Bad credentials") && !reason.contains("canary"),
        "{reason}"
    );
    serving.stop();

    app.set("GITHUB_TOKEN", TOKEN);
    let serving = app.serve();
    app.until_registered(&serving);
    assert_delivers(&app, &serving, &github);
}

#[test]
fn two_apps_on_one_repository_have_a_webhook_each() {
    let github = GitHubApi::start();
    let one = app("opened", &github.env());
    let other = app("opened", &github.env()).with("TRIGGER_PUBLIC_URL", "https://other.example");
    let [first, second] = [&one, &other].map(|app| {
        let serving = app.serve();
        app.until_registered(&serving);
        serving
    });
    let hooks = github.hooks(SITE);
    let urls: Vec<_> = hooks.iter().map(|hook| &hook.url[..22]).collect();
    assert_eq!(
        urls,
        [&hook_url()[..22], &"https://other.example/sources"[..22]]
    );
    for (app, serving, hook) in [(&one, &first, &hooks[0]), (&other, &second, &hooks[1])] {
        let delivery = Delivery::of("issues", &example("issue_opened"));
        assert_eq!(deliver(serving, hook, &delivery).status, 200);
        let run = app.until_finished(serving, "opened");
        assert_eq!(run["event"]["id"], json!(delivery.id));
    }
    let of_the_other = Delivery::of("issues", &example("issue_opened"));
    let (_, path) = hooks[0].url.split_at(PUBLIC_URL.len());
    let answer = of_the_other.post(&first.url(path), &hooks[1].secret);
    assert_eq!(answer.expect("an answer").status, 401);
}

#[test]
fn a_repository_and_an_organisation_are_sources_of_their_own() {
    let github = GitHubApi::start();
    let app = app("opened,starred", &github.env());
    let serving = app.serve();
    let both = serving.until("two sources that are registered", || {
        let sources = app.json(&["sources"]);
        let all = sources.as_array().expect("a list").clone();
        all.iter()
            .all(|source| source["state"] == "registered")
            .then_some(all)
    });
    let keys: Vec<_> = both.iter().map(|source| &source["key"]).collect();
    assert_eq!(keys, ["github.webhook.acme", "github.webhook.acme.site"]);
    assert_delivers(&app, &serving, &github);

    let [of_the_organisation] = &github.hooks("acme")[..] else {
        panic!("one webhook");
    };
    assert_eq!(of_the_organisation.events, ["star"]);
    // The organisation is sent the repository's issues too, had it asked for them.
    let star = Delivery::of("star", &example("star_created"));
    assert_eq!(deliver(&serving, of_the_organisation, &star).status, 200);
    let run = app.until_finished(&serving, "starred");
    assert_eq!(run["output"], "pelle-strand");
}

#[test]
fn an_action_starts_its_own_jobs_and_a_delivery_nothing_twice() {
    let github = GitHubApi::start();
    let app = app("opened,closed", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    let hook = only_hook(&github);
    let closed = Delivery::of("issues", &example("issue_closed"));
    for _ in 0..3 {
        assert_eq!(deliver(&serving, &hook, &closed).status, 200);
    }
    let run = app.until_finished(&serving, "closed");
    assert_eq!(run["output"], 87);
    let count = |job: &str| app.json(&["runs", "--job", job]).as_array().map(Vec::len);
    assert_eq!((count("closed"), count("opened")), (Some(1), Some(0)));
    // Nobody wants it: it is kept, and answered all the same.
    let unknown = Delivery::of("spaceship", &json!({ "action": "landed" }));
    assert_eq!(deliver(&serving, &hook, &unknown).status, 200);
}

#[test]
fn a_ping_is_answered_and_a_wrong_signature_refused() {
    let github = GitHubApi::start();
    let app = app("opened,pinged", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    let hook = only_hook(&github);
    assert_eq!(hook.events, ["issues"], "no webhook is subscribed to pings");
    let ping = Delivery::of("ping", &example("ping_repository"));
    assert_eq!(deliver(&serving, &hook, &ping).status, 200);
    let run = app.until_finished(&serving, "pinged");
    assert_eq!(run["output"], "Every tide turns.");

    let url = serving.url("/sources/github.webhook.acme.site");
    let status = |signature: &str| {
        let answer = ping.post_signed(&url, signature);
        answer.expect("an answer").status
    };
    assert_eq!(status(&ping.signature("another")), 401);
    assert_eq!(status("sha256=00"), 401);
    assert_eq!(status("sha1=00"), 400);
    serving.stop();

    // Pings need no subscription, so nothing is left to register.
    let serving = app.serve();
    assert_eq!(serving.started["sources"][0]["state"], "registered");
    serving.stop();
    assert_eq!(changes(&github), ["POST"]);
}

#[test]
fn with_a_secret_of_ones_own_nothing_is_registered_and_events_of_an_app_arrive() {
    let github = GitHubApi::start();
    let app = app("installed", &github.env()).with("GITHUB_WEBHOOK_SECRET", "It's a secret");
    let serving = app.serve();
    assert_eq!(serving.started["sources"][0]["state"], "manual");
    let url = serving.url("/sources/github.webhook");
    let payload = json!({ "action": "created", "installation": { "id": 1 }, "sender": {} });
    let delivery = Delivery::of("installation", &payload);
    assert_eq!(
        delivery.post(&url, "another").expect("an answer").status,
        401
    );
    assert_eq!(
        delivery
            .post(&url, "It's a secret")
            .expect("an answer")
            .status,
        200
    );
    let run = app.until_finished(&serving, "installed");
    assert_eq!(run["output"], "created");
    serving.stop();
    assert_eq!(github.requests(), []);
}

#[test]
fn a_source_that_cannot_register_says_what_to_set() {
    let github = GitHubApi::start();
    for (jobs, variables, hint) in [
        ("opened", &[][..], "set GITHUB_TOKEN"),
        ("installed", &github.env()[..], "set GITHUB_WEBHOOK_SECRET"),
        ("mistaken", &github.env()[..], "repo = \"site\""),
    ] {
        let app = app(jobs, variables);
        let serving = app.serve();
        let state = &serving.started["sources"][0];
        assert_eq!(state["state"], "inactive", "{jobs}");
        let said = state["hint"].as_str().expect("a hint");
        assert!(said.contains(hint), "{jobs}: {said}");
    }
    assert_eq!(github.requests(), []);
}

#[test]
fn a_job_labels_an_issue_and_answers_it() {
    let github = GitHubApi::start();
    let issues = "/repos/acme/site/issues";
    let issue: Value = github.add_thing(issues, json!({ "title": "The tide is early" }));
    let app = app("triaged", &github.env());
    let serving = app.serve();
    app.until_registered(&serving);
    let mut event = example("issue_opened");
    event["issue"]["number"] = issue["number"].clone();
    let delivery = Delivery::of("issues", &event);
    // A limit that is over in a second: the run waits for it and goes on.
    github.fail_next(1, 403, &[("retry-after", "1")]);
    assert_eq!(
        deliver(&serving, &only_hook(&github), &delivery).status,
        200
    );
    let run = app.until_finished(&serving, "triaged");
    assert_eq!(run["status"], "completed", "{run}");
    assert_eq!(run["output"], json!(["triage"]));
    assert_eq!(github.things(issues)[0]["labels"][0]["name"], "triage");
    let comments = github.things("/repos/acme/site/issues/comments");
    assert_eq!(comments.len(), 1);
    assert_eq!(comments[0]["body"], "Thank you!");
}
