//! What holds for every event that is declared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::integrations::samples::{lost, random, thin_out};
use crate::spec::{EventMeta, Filtered, Properties, Verdict};

pub(in super::super) use crate::integrations::samples::read;

/// An event, as `events!` declares it.
pub(in super::super) struct Declared {
    pub(in super::super) handle: &'static str,
    pub(in super::super) meta: &'static EventMeta,
    pub(in super::super) filter: fn(&str) -> Filtered,
    /// Reads a payload; gives it as it is stored, and what is shown of it.
    pub(in super::super) read: fn(&Value) -> Result<(Value, Properties), String>,
}

inventory::collect!(Declared);

fn declared() -> impl Iterator<Item = &'static Declared> {
    inventory::iter::<Declared>.into_iter()
}

/// The events that stand for all of a name.
fn whole() -> BTreeMap<&'static str, &'static Declared> {
    let whole: Vec<_> = declared()
        .filter(|event| event.meta.filter.is_empty())
        .collect();
    let by_name: BTreeMap<_, _> = whole
        .iter()
        .map(|event| (event.meta.names[0], *event))
        .collect();
    assert_eq!(by_name.len(), whole.len(), "a name is declared twice");
    by_name
}

fn examples() -> impl Iterator<Item = (&'static Declared, &'static str, Value)> {
    declared().flat_map(|event| {
        event.meta.examples.iter().map(move |example| {
            let payload = serde_json::from_str(example.payload).expect("JSON");
            (event, example.id, payload)
        })
    })
}

#[test]
fn every_event_is_named_as_it_is_at_github() {
    let whole = whole();
    for (name, event) in &whole {
        let expected = match *name {
            "issues" => "on_issue".to_owned(),
            name => format!("on_{name}"),
        };
        assert_eq!(event.handle, expected);
        assert_eq!(event.meta.icon, "github");
        assert!(event.meta.description.ends_with('.'), "{name} is described");
    }
    assert_eq!(whole.len(), 75);
}

#[test]
fn an_action_is_one_of_an_event_that_there_is() {
    let whole = whole();
    let actions: Vec<_> = declared()
        .filter(|event| !event.meta.filter.is_empty())
        .collect();
    assert!(actions.len() > 90, "{}", actions.len());
    for event in actions {
        let [name] = event.meta.names else {
            panic!("{} has one name", event.handle);
        };
        let prefix = whole[name].handle;
        let action = event
            .handle
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix('_'));
        let action = action.unwrap_or_else(|| panic!("{} is of {prefix}", event.handle));
        let payload = json!({ "action": action, "pull_request": { "merged": true } });
        let is = |payload: &Value| (event.filter)(&payload.to_string()).expect("it can be asked");
        if action != "merged" {
            assert_eq!(is(&payload), Verdict::Matched, "{}", event.handle);
        }
        for other in [json!({ "action": "other" }), json!({})] {
            assert!(
                matches!(is(&other), Verdict::Excluded(_)),
                "{}",
                event.handle
            );
        }
    }
}

#[test]
fn a_pull_request_is_merged_when_it_is_closed_and_its_commits_went_in() {
    let merged = declared().find(|event| event.handle == "on_pull_request_merged");
    let merged = merged.expect("it is declared");
    for (action, is_merged, expected) in [
        ("closed", true, true),
        ("closed", false, false),
        ("opened", true, false),
    ] {
        let payload = json!({ "action": action, "pull_request": { "merged": is_merged } });
        let verdict = (merged.filter)(&payload.to_string()).expect("it can be asked");
        assert_eq!(verdict == Verdict::Matched, expected, "{payload}");
    }
}

#[test]
fn an_example_is_its_events_payload_and_loses_nothing() {
    assert!(examples().count() > 30);
    for (event, id, payload) in examples() {
        let verdict = (event.filter)(&payload.to_string()).expect(id);
        assert_eq!(verdict, Verdict::Matched, "{} {id}", event.handle);
        let (stored, shown) = (event.read)(&payload).expect(id);
        let lost = lost(&payload, Some(&stored), "");
        assert!(lost.is_empty(), "{} {id}: {lost:?}", event.handle);
        let labels: BTreeSet<_> = shown.iter().map(|property| &property.label).collect();
        assert!(labels.len() >= 2, "{} {id} shows {labels:?}", event.handle);
        let is_linked = shown.iter().any(|property| property.url.is_some());
        assert!(is_linked, "{} {id} shows no link", event.handle);
    }
}

#[test]
fn fields_and_values_that_nobody_knows_are_kept() {
    for (event, id, mut payload) in examples() {
        payload["colour"] = json!({ "deep": [1, { "red": null }] });
        for field in ["state", "ref_type"] {
            if payload[field].is_string() {
                payload[field] = json!("new");
            }
        }
        let (stored, _) = (event.read)(&payload).expect(id);
        let lost = lost(&payload, Some(&stored), "");
        assert!(lost.is_empty(), "{} {id}: {lost:?}", event.handle);
    }
}

#[test]
fn whatever_is_missing_or_null_an_event_is_read() {
    let mut random = random();
    for (event, id, payload) in examples() {
        for _ in 0..20 {
            let mut thin = payload.clone();
            thin_out(&mut thin, &["action"], &[], &mut random);
            if let Err(error) = (event.read)(&thin) {
                panic!("{} {id}: {error} in {thin}", event.handle);
            }
        }
    }
}

#[test]
fn a_time_is_read_as_github_writes_it_here_and_there() {
    let read = |created: Value| {
        let issue = json!({ "number": 1, "created_at": created });
        let issue: Result<super::super::Issue, _> = serde_json::from_value(issue);
        issue.map(|issue| issue.created_at.map(|time| time.to_string()))
    };
    let expected = Some("2026-01-01T00:00:00Z".to_owned());
    for written in [
        json!("2026-01-01T00:00:00Z"),
        json!("2026-01-01T01:00:00+01:00"),
        json!(1_767_225_600),
    ] {
        assert_eq!(read(written).expect("a time"), expected);
    }
    assert_eq!(read(Value::Null).expect("none"), None);
    assert!(read(json!("yesterday")).is_err());
}

#[test]
fn what_is_no_event_of_its_kind_is_not_taken_for_one() {
    let no_issue: Result<super::super::IssueEvent, _> = serde_json::from_value(json!({}));
    assert!(
        no_issue
            .expect_err("no action")
            .to_string()
            .contains("action")
    );
}
