//! What keeps an app going for years: faults of the machine, forgetting, copies, and a doctor.

mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use serde_json::Value;
use support::app::{App, Serving, document};
use support::http::Answer;
use support::shop::{self, SECRET};
use support::stripe_api::{StripeApi, event, post, price};
use tempfile::TempDir;

fn created(id: &str) -> Value {
    event("price.created", price(id))
}

fn deliver(serving: &Serving, event: &Value) -> Answer {
    let url = serving.url("/sources/stripe.webhook");
    post(&url, SECRET, event).expect("an answer")
}

fn database(app: &App) -> Connection {
    Connection::open(app.data().join("app.db")).expect("the database")
}

fn runs(app: &App) -> usize {
    app.json(&["runs"]).as_array().expect("a list").len()
}

/// The sender is asked to try again, and when.
fn assert_try_again(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(
        answer.head.to_lowercase().contains("\r\nretry-after: "),
        "{answer:?}"
    );
}

#[test]
fn while_the_database_is_locked_senders_are_asked_to_try_again_and_runs_go_on_after_it() {
    let app = App::prices("created,gated").with("STRIPE_WEBHOOK_SECRET", SECRET);
    let serving = app.serve();
    app.json(&["send", "price.examined", "--data", r#"{ "id": "price_1" }"#]);
    app.until_at_the_gate(&serving);

    let lock = database(&app);
    lock.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    // What the task returns cannot be kept now.
    app.open_the_gate();
    let sent = created("price_2");
    assert_try_again(&deliver(&serving, &sent));
    serving.until_said("trying again");
    assert_eq!(runs(&app), 1, "it can be read meanwhile");
    drop(lock);

    assert_eq!(app.until_finished(&serving, "gated")["status"], "completed");
    assert_eq!(deliver(&serving, &sent).status, 200);
    assert_eq!(
        app.until_finished(&serving, "created")["status"],
        "completed"
    );
    let mut ledger = app.ledger();
    ledger.sort_unstable();
    assert_eq!(
        ledger,
        ["begun price_1", "created price_2", "ended price_1"]
    );
    assert!(serving.stop().status.success());
}

/// A small file system, for as long as this is there.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// None where the test may not have one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]);
        let mounted = mount.arg(folder.path()).output();
        mounted
            .is_ok_and(|mounted| mounted.status.success())
            .then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes all the room that is left.
    fn fill(&self) {
        let mut filler = fs::File::create(self.path().join("filler")).expect("a file");
        for size in [65536, 4096, 1] {
            while filler.write_all(&vec![0; size]).is_ok() {}
        }
    }

    fn empty(&self) {
        fs::remove_file(self.path().join("filler")).expect("the filler");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What still uses it keeps it until it ends.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[test]
fn while_the_disk_is_full_senders_are_asked_to_try_again_and_what_was_acknowledged_is_kept() {
    let Some(disk) = SmallDisk::mount() else {
        // Not by `eprintln`, which nobody would see.
        let skipped = b"\nSKIPPED: a full disk (mounting a small one is not permitted)\n";
        std::io::stderr()
            .write_all(skipped)
            .expect("a place to say so");
        return;
    };
    let place = disk.path().join("data/app.db");
    let app = shop::app().with("TRIGGER_DATABASE", place.display().to_string());
    let serving = app.serve();
    let (mut acknowledged, mut refused) = (Vec::new(), Vec::new());
    let mut number = 0;
    let mut send = |acknowledged: &mut Vec<Value>, refused: &mut Vec<Value>| {
        number += 1;
        let sent = created(&format!("price_{number}"));
        let answer = deliver(&serving, &sent);
        if answer.status == 200 {
            acknowledged.push(sent);
        } else {
            assert_try_again(&answer);
            refused.push(sent);
        }
    };
    for _ in 0..5 {
        send(&mut acknowledged, &mut refused);
    }
    assert_eq!(refused.len(), 0);
    disk.fill();
    while refused.len() < 5 {
        send(&mut acknowledged, &mut refused);
        assert!(acknowledged.len() < 2000, "the disk is not full");
    }

    disk.empty();
    for again in refused {
        while deliver(&serving, &again).status != 200 {}
        acknowledged.push(again);
    }
    shop::until_all_have_ended(&app, &serving);
    assert!(serving.stop().status.success());
    shop::assert_one_run_a_job(&app, &acknowledged);
    shop::assert_committed_is_final(&app.ledger(), &acknowledged);
}

#[test]
fn a_finished_run_is_forgotten_after_its_time_and_its_event_is_known_all_the_same() {
    let app = shop::app().with("TRIGGER_RETENTION", "1ms");
    let serving = app.serve();
    let sent = created("price_1");
    assert_eq!(deliver(&serving, &sent).status, 200);
    shop::until_all_have_ended(&app, &serving);
    assert!(serving.stop().status.success());

    let serving = app.serve();
    serving.until("nothing left", || (runs(&app) == 0).then_some(()));
    assert_eq!(deliver(&serving, &sent).status, 200);
    assert_eq!(runs(&app), 0);
    assert!(serving.stop().status.success());
}

#[test]
fn how_long_to_keep_is_a_time_or_forever() {
    for (text, is_time) in [
        ("30d", true),
        ("12h", true),
        ("forever", true),
        ("0d", false),
        ("some", false),
    ] {
        let output = shop::app().with("TRIGGER_RETENTION", text).run(&["runs"]);
        let code = output.status.code();
        assert_eq!(
            code,
            Some(if is_time { 0 } else { 2 }),
            "{text}: {output:?}"
        );
    }
}

#[test]
fn a_backup_is_made_while_the_app_serves_and_can_take_its_place() {
    let mut app = shop::app();
    let serving = app.serve();
    let sent = created("price_1");
    assert_eq!(deliver(&serving, &sent).status, 200);
    let copy = app.beside("copy.db");
    let name = copy.display().to_string();
    let made = app.json(&["backup", &name]);
    assert_eq!(made["size"], fs::metadata(&copy).expect("the copy").len());
    assert!(
        made["key"]
            .as_str()
            .is_some_and(|key| key.ends_with("app.key"))
    );

    // It does not replace anything, least of all an older copy.
    let before = fs::read(&copy).expect("the copy");
    let output = app.run(&["backup", &name]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(fs::read(&copy).expect("the copy") == before);
    let files = fs::read_dir(copy.parent().expect("a folder")).expect("a folder");
    let partial = files.filter(|file| {
        let name = file.as_ref().expect("a file").file_name();
        name.to_string_lossy().contains("partial")
    });
    assert_eq!(partial.count(), 0, "nothing is left lying about");
    serving.kill();

    // Disaster: the copy goes on where it was made.
    app.set("TRIGGER_DATABASE", name);
    let serving = app.serve();
    shop::until_all_have_ended(&app, &serving);
    assert_eq!(deliver(&serving, &sent).status, 200);
    shop::assert_one_run_a_job(&app, &[sent]);
    assert!(serving.stop().status.success());
}

#[test]
fn there_is_no_backup_of_a_database_that_is_not_there_and_none_is_made() {
    let app = shop::app();
    let copy = app.beside("copy.db");
    let output = app.run(&["backup", &copy.display().to_string()]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!copy.exists() && !app.data().exists());
}

/// What the doctor says, and how it ends.
fn doctor(app: &App) -> (Option<i32>, Vec<Value>) {
    let output = app.run(&["doctor", "--json"]);
    let findings = document(&output).as_array().expect("a list").clone();
    (output.status.code(), findings)
}

/// How the doctor finds one thing.
#[track_caller]
fn finding<'f>(findings: &'f [Value], check: &str) -> &'f Value {
    let mut found = findings.iter().filter(|finding| finding["check"] == check);
    found
        .next()
        .unwrap_or_else(|| panic!("nothing of {check}: {findings:?}"))
}

#[test]
fn the_doctor_finds_a_healthy_app_healthy_and_changes_nothing() {
    let app = shop::app();
    let (code, findings) = doctor(&app);
    assert_eq!(code, Some(0), "{findings:?}");
    assert!(!app.data().exists(), "nothing is made");

    let serving = app.serve();
    assert_eq!(deliver(&serving, &created("price_1")).status, 200);
    shop::until_all_have_ended(&app, &serving);
    let (code, findings) = doctor(&app);
    assert_eq!(code, Some(0));
    for finding in &findings {
        // The disk is the machine's affair.
        let well = finding["state"] == "ok" || finding["check"] == "disk";
        assert!(
            well && (finding["advice"].is_null() || finding["check"] == "disk"),
            "{finding}"
        );
    }
    assert_eq!(finding(&findings, "workers")["found"], "1 alive");
    serving.kill();
    let (_, findings) = doctor(&app);
    let workers = finding(&findings, "workers");
    assert_eq!(workers["state"], "warn");
    assert!(workers["advice"].is_string());
}

#[test]
fn the_doctor_tells_a_damaged_database() {
    let app = shop::app();
    let serving = app.serve();
    for number in 0..20 {
        assert_eq!(
            deliver(&serving, &created(&format!("price_{number}"))).status,
            200
        );
    }
    shop::until_all_have_ended(&app, &serving);
    assert!(serving.stop().status.success());
    // A stop with care leaves one file.
    let log = fs::metadata(app.data().join("app.db-wal"));
    assert_eq!(log.map_or(0, |log| log.len()), 0);
    let file = app.data().join("app.db");
    let mut bytes = fs::read(&file).expect("the database");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 16384].fill(0x5a);
    fs::write(&file, bytes).expect("it can be written");
    let (code, findings) = doctor(&app);
    assert_eq!(code, Some(1));
    assert_eq!(finding(&findings, "database")["state"], "fail");
}

#[test]
fn the_doctor_tells_a_key_that_does_not_open_what_is_kept_and_a_newer_database() {
    let stripe = StripeApi::start();
    let mut app = App::prices("created").with_stripe(&stripe.env());
    let serving = app.serve();
    app.until_registered(&serving);
    assert!(serving.stop().status.success());
    let (code, findings) = doctor(&app);
    assert_eq!(code, Some(0), "{findings:?}");
    assert_eq!(finding(&findings, "key")["found"], "opens 1 stored secrets");
    assert_eq!(
        finding(&findings, "source")["found"],
        "stripe.webhook: registered"
    );

    app.set("TRIGGER_SECRET_KEY", "ab".repeat(32));
    let (code, findings) = doctor(&app);
    assert_eq!(code, Some(1));
    assert_eq!(finding(&findings, "key")["state"], "fail");

    let newer = database(&app);
    newer
        .pragma_update(None, "user_version", 99)
        .expect("it can be written");
    let (code, findings) = doctor(&app);
    assert_eq!(code, Some(1));
    assert_eq!(finding(&findings, "version")["state"], "fail");
}

#[test]
fn the_doctor_tells_runs_that_nobody_takes_up_and_a_clock_that_is_behind() {
    let app = shop::app();
    let serving = app.serve();
    assert_eq!(deliver(&serving, &created("price_1")).status, 200);
    shop::until_all_have_ended(&app, &serving);
    assert!(serving.stop().status.success());
    database(&app)
        .execute_batch(
            "UPDATE runs SET status = 'queued', finished_at = NULL, created_at = 1, job = 'gone'
             WHERE job = 'count';
             UPDATE deliveries SET received_at = received_at + 3600000000;",
        )
        .expect("it can be written");
    let (code, findings) = doctor(&app);
    assert_eq!(code, Some(1));
    let runs = findings.iter().filter(|finding| finding["check"] == "runs");
    let found: Vec<_> = runs.map(|finding| finding["found"].as_str()).collect();
    let [Some(stuck), Some(unknown)] = found[..] else {
        panic!("{findings:?}");
    };
    assert!(stuck.starts_with("1 should have gone on"), "{stuck}");
    assert!(unknown.ends_with("gone"), "{unknown}");
    assert_eq!(finding(&findings, "clock")["state"], "fail");
}
