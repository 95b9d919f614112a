//! `tests/apps/shop.rs`, and what must hold of it whatever has happened to its processes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::app::{App, Serving};

/// What signs deliveries to it.
pub const SECRET: &str = "whsec_sh0p";

/// The tasks that the shop executes for a price.
const TASKS: [&str; 6] = ["count", "first", "label", "second", "third", "announce"];

/// The app, with a webhook that was registered by hand.
pub fn app() -> App {
    let mut app = App::example("shop").with("STRIPE_WEBHOOK_SECRET", SECRET);
    let ledger = app.beside("ledger").display().to_string();
    app.set("SHOP_LEDGER", ledger);
    app
}

/// Waits until no run has anything left to do: what a killed process left is taken up by itself.
pub fn until_all_have_ended(app: &App, serving: &Serving) {
    for status in ["queued", "executing", "waiting", "queued", "executing"] {
        serving.until(&format!("no run that is {status}"), || {
            let runs = app.json(&["runs", "--status", status, "--limit", "1"]);
            runs.as_array()?.is_empty().then_some(())
        });
    }
}

/// Tries again, as a person would, what the app has given up because its process died time and
/// again while it executed. Says how many runs that were. Whatever else failed is a fault.
pub fn retry_what_was_given_up(app: &App, serving: &Serving) -> usize {
    let failed = app.json(&["runs", "--status", "failed", "--limit", "1000000"]);
    let failed = failed.as_array().expect("a list");
    for run in failed {
        let id = text(run, "/id");
        let error = app.json(&["runs", "show", id])["error"].to_string();
        assert!(error.contains("the process died"), "{run}: {error}");
        let retried = app.run(&["runs", "retry", id]);
        assert!(retried.status.success(), "{retried:?}");
    }
    until_all_have_ended(app, serving);
    failed.len()
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("{pointer} of {value}"))
}

/// Every event that was acknowledged has one run of each job, and there are no others.
pub fn assert_one_run_a_job(app: &App, acknowledged: &[Value]) {
    let runs = app.json(&["runs", "--limit", "1000000"]);
    let runs = runs.as_array().expect("a list");
    let mut of_event = BTreeMap::<_, Vec<_>>::new();
    let (mut labels, mut parents, mut announced) = (0, BTreeSet::new(), 0);
    for run in runs {
        assert_eq!(run["status"], "completed", "{run}");
        match text(run, "/job") {
            "label" => {
                labels += 1;
                parents.insert(text(run, "/parent"));
            }
            "announce" => announced += 1,
            job => of_event
                .entry(text(run, "/event/id"))
                .or_default()
                .push(job),
        }
    }
    for event in acknowledged {
        let mut jobs = of_event.remove(text(event, "/id")).unwrap_or_default();
        jobs.sort_unstable();
        assert_eq!(jobs, ["count", "enter"], "the runs of {event}");
    }
    assert_eq!(of_event, BTreeMap::new(), "runs of what nobody sent");
    let events = acknowledged.len();
    let once = "one run for each price";
    assert_eq!(
        (labels, parents.len(), announced),
        (events, events, events),
        "{once}"
    );
}

/// A task whose result was committed never executed again, one that was not did so under its key,
/// and each was executed.
pub fn assert_committed_is_final(ledger: &[String], acknowledged: &[Value]) {
    let mut keys = BTreeMap::new();
    let mut committed = BTreeSet::new();
    for line in ledger {
        let words: Vec<_> = line.split_ascii_whitespace().collect();
        match words[..] {
            ["executed", task, price, key] => {
                let again = committed.contains(&(task, price));
                assert!(!again, "{task} of {price} was committed and executed again");
                let first = keys.entry((task, price)).or_insert(key);
                assert_eq!(*first, key, "the key of {task} of {price}");
            }
            ["committed", task, price] => {
                committed.insert((task, price));
            }
            _ => panic!("a strange line: {line}"),
        }
    }
    let expected = acknowledged
        .iter()
        .flat_map(|event| TASKS.map(|task| (task, text(event, "/data/object/id"))));
    assert_eq!(committed, expected.collect(), "what was executed");
}
