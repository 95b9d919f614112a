//! Case 29: secrets stay where they belong: not in what the app writes, and not in the clear on the disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::pages;
use super::support::app::{App, Serving};
use super::support::stripe_api::{self, StripeApi};
use trigger::integrations::stripe::{Method, Stripe};

/// Every place where a text stands that somebody could read.
#[derive(Default)]
struct Seen(Vec<(String, Vec<u8>)>);

impl Seen {
    fn add(&mut self, place: &str, bytes: impl Into<Vec<u8>>) {
        self.0.push((place.to_owned(), bytes.into()));
    }

    fn add_output(&mut self, command: &str, output: Output) {
        self.add(&format!("stdout of {command}"), output.stdout);
        self.add(&format!("stderr of {command}"), output.stderr);
    }

    /// The commands that show something, for people and for programs.
    fn add_commands(&mut self, app: &App) {
        let runs = app.json(&["runs"]);
        let ids = runs.as_array().expect("a list").iter();
        let shows = ids.map(|run| vec!["runs", "show", run["id"].as_str().expect("an id")]);
        let lists = ["jobs", "triggers", "runs", "sources", "deliveries"];
        for command in lists.map(|list| vec![list]).into_iter().chain(shows) {
            let name = command.join(" ");
            self.add_output(&name, app.run(&command));
            let json = [&command[..], &["--json"]].concat();
            self.add_output(&format!("{name} --json"), app.run(&json));
        }
    }

    /// Every page of the dashboard, with its headers.
    fn add_pages(&mut self, serving: &Serving) {
        for (path, page) in pages::all(serving) {
            self.add(&format!("the page {path}"), page.head + &page.body);
        }
    }

    /// Every file of the database's folder.
    fn add_files(&mut self, app: &App) {
        for path in files(&app.data()) {
            // A log that has just been checkpointed is gone.
            if let Ok(bytes) = fs::read(&path) {
                self.add(&path.display().to_string(), bytes);
            }
        }
    }

    /// The places where a text stands.
    fn places(&self, text: &str) -> Vec<&str> {
        let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(text);
        let places = self.0.iter().filter(|(_, bytes)| holds(bytes));
        places.map(|(place, _)| place.as_str()).collect()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

const ENCRYPTION_KEY: &str = "c0ffee00c0ffee01c0ffee02c0ffee03c0ffee04c0ffee05c0ffee06c0ffee07";

fn app(stripe: &StripeApi) -> App {
    App::prices("created")
        .with_stripe(&stripe.env())
        .with("TRIGGER_LOG", "trace")
}

fn deliver(app: &App, serving: &Serving, stripe: &StripeApi) {
    let endpoint = &stripe.endpoints()[0];
    let event = stripe_api::event("price.created", stripe_api::price("price_t0F1nd"));
    assert_eq!(serving.deliver(endpoint, &event).status, 200);
    let run = app.until_finished(serving, "created");
    assert_eq!(run["status"], "completed");
    let mut forged = endpoint.clone();
    forged.secret = "whsec_forged".to_owned();
    assert_eq!(serving.deliver(&forged, &event).status, 401);
}

#[test]
fn a_registration_and_a_delivery_show_no_secret() {
    let stripe = StripeApi::start();
    let app = app(&stripe).with("TRIGGER_SECRET_KEY", ENCRYPTION_KEY);
    let mut seen = Seen::default();

    // The first attempt at the creation fails, so that its error is on record too.
    let mut fails = true;
    stripe.after_creating(move |_| match std::mem::take(&mut fails) {
        true => stripe_api::Answer::Fail(500),
        false => stripe_api::Answer::Send,
    });
    let serving = app.serve();
    app.until_registered(&serving);
    deliver(&app, &serving, &stripe);
    seen.add_commands(&app);
    seen.add_pages(&serving);
    seen.add_files(&app);
    let ended = serving.stop();
    seen.add("stdout of serve", ended.stdout);
    seen.add("stderr of serve", ended.stderr);
    seen.add_files(&app);

    // The secret was read back from the database, and it is in use.
    let serving = app.serve();
    deliver(&app, &serving, &stripe);
    let ended = serving.stop();
    seen.add("stderr of the second serve", ended.stderr);
    seen.add_files(&app);

    let secret = &stripe.endpoints()[0].secret;
    for canary in [stripe_api::KEY, secret, ENCRYPTION_KEY] {
        assert_eq!(seen.places(canary), [""; 0], "{canary}");
    }
    // What is no secret is found by the same search.
    let found = seen.places("price_t0F1nd");
    let wal = app.data().join("app.db-wal").display().to_string();
    assert!(found.contains(&wal.as_str()), "{found:?}");
    let shown = found
        .iter()
        .filter(|place| place.starts_with("the page /runs/"));
    assert!(shown.count() > 0, "{found:?}");
    let logged = seen.places("TRACE");
    assert!(logged.contains(&"stderr of serve"), "{logged:?}");
}

#[test]
fn the_key_that_the_app_makes_for_itself_is_in_its_file_only() {
    let stripe = StripeApi::start();
    let app = app(&stripe);
    let mut seen = Seen::default();
    let serving = app.serve();
    app.until_registered(&serving);
    seen.add_commands(&app);
    let ended = serving.stop();
    seen.add("stdout of serve", ended.stdout);
    seen.add("stderr of serve", ended.stderr);
    seen.add_files(&app);

    let file = app.data().join("app.key");
    let key = fs::read_to_string(&file).expect("a key");
    assert_eq!(seen.places(&key), [file.display().to_string()]);
}

#[test]
fn a_registration_that_is_refused_shows_no_secret() {
    const REFUSED: &str = "sk_test_R3fus3dC4n4ry";

    let stripe = StripeApi::start();
    let app = app(&stripe).with("STRIPE_API_KEY", REFUSED);
    let mut seen = Seen::default();
    let serving = app.serve();
    app.until_source(&serving, "failed");
    seen.add_commands(&app);
    seen.add_pages(&serving);
    seen.add_files(&app);
    let ended = serving.stop();
    seen.add("stdout of serve", ended.stdout);
    seen.add("stderr of serve", ended.stderr);
    seen.add_files(&app);
    assert_eq!(seen.places(REFUSED), [""; 0]);
    assert!(!seen.places("Invalid API Key provided").is_empty());
}

#[test]
fn a_secret_of_ones_own_is_shown_nowhere_even_if_it_cannot_be_used() {
    const OWN: &str = "whsec_0wnC4n4ry";

    let app = App::prices("created")
        .with("TRIGGER_LOG", "trace")
        .with("STRIPE_WEBHOOK_SECRET", OWN);
    let mut seen = Seen::default();
    let serving = app.serve();
    let event = stripe_api::event("price.created", stripe_api::price("price_1"));
    let url = serving.url("/sources/stripe.webhook");
    let answer = stripe_api::post(&url, OWN, &event).expect("an answer");
    assert_eq!(answer.status, 200);
    app.until_finished(&serving, "created");
    seen.add_commands(&app);
    seen.add_pages(&serving);
    let ended = serving.stop();
    seen.add("stdout of serve", ended.stdout);
    seen.add("stderr of serve", ended.stderr);
    seen.add_files(&app);

    // A secret with a line break, and one in the wrong place.
    let broken = App::prices("created")
        .with("STRIPE_WEBHOOK_SECRET", format!("{OWN}\n"))
        .with("STRIPE_API_BASE", OWN)
        .with("TRIGGER_SECRET_KEY", OWN);
    let output = broken.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1));
    seen.add_output("serve with broken settings", output);
    let misplaced = App::prices("created").with("TRIGGER_SECRET_KEY", OWN);
    let output = misplaced.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1));
    seen.add_output("serve with a misplaced secret", output);
    assert_eq!(seen.places(OWN), [""; 0]);
}

#[tokio::test]
async fn a_client_and_its_errors_show_no_secret() {
    const KEY: &str = "sk_test_Cl13ntC4n4ry";
    const SECRET: &str = "whsec_Cl13ntC4n4ry";

    let mut seen = Seen::default();
    let answering = StripeApi::start();
    let down = StripeApi::down();
    let [_, (_, nowhere)] = down.env();
    for base in [answering.base(), nowhere, KEY.to_owned()] {
        let stripe = Stripe::new(KEY).webhook_secret(SECRET).base(base);
        seen.add("Debug", format!("{stripe:?} {stripe:#?}"));
        let path = "/v1/webhook_endpoints";
        let answer = stripe.call::<serde_json::Value>(Method::GET, path, &());
        let error = answer.await.expect_err("no key that is known");
        seen.add(
            "an error",
            format!("{error} {error:#} {error:?} {error:#?}"),
        );
        seen.add("as JSON", serde_json::to_vec(&error).expect("JSON"));
    }
    for canary in [KEY, SECRET] {
        assert_eq!(seen.places(canary), [""; 0]);
    }
}
