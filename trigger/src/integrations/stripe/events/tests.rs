//! What holds for every event that is declared.

pub(in super::super) mod served;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::job::JobDef;
use crate::spec::{EventMeta, EventSpec, Properties};

/// An event, as `events!` declares it.
pub(in super::super) struct Declared {
    pub(in super::super) handle: &'static str,
    pub(in super::super) meta: &'static EventMeta,
    /// Reads a payload; gives it as it is stored, and what is shown of it.
    pub(in super::super) read: fn(&Value) -> Result<(Value, Properties), String>,
    /// A job that it starts.
    pub(in super::super) job: JobDef,
}

inventory::collect!(Declared);

pub(in super::super) fn read<E>(payload: &Value) -> Result<(Value, Properties), String>
where
    E: EventSpec<Payload: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>,
{
    let text = payload.to_string();
    let read: E::Payload = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let stored = serde_json::to_value(&read).map_err(|error| error.to_string())?;
    let again: E::Payload =
        serde_json::from_value(stored.clone()).map_err(|error| error.to_string())?;
    assert_eq!(again, read, "what is stored is what was read");
    Ok((stored, E::properties(&read)))
}

fn declared() -> impl Iterator<Item = &'static Declared> {
    inventory::iter::<Declared>.into_iter()
}

fn singles() -> BTreeMap<&'static str, &'static Declared> {
    let single = |event: &&Declared| event.meta.names.len() == 1;
    let singles: Vec<_> = declared().filter(single).collect();
    let by_name: BTreeMap<_, _> = singles
        .iter()
        .map(|one| (one.meta.names[0], *one))
        .collect();
    assert_eq!(by_name.len(), singles.len(), "a name is declared twice");
    by_name
}

/// Where all that was said is not in what is stored. What is `null` need not be there, and `19` may
/// be `19.0`.
fn lost(said: &Value, stored: Option<&Value>, path: &str) -> Vec<String> {
    match (said, stored) {
        (Value::Null, _) => Vec::new(),
        (Value::Object(fields), Some(Value::Object(stored))) => fields
            .iter()
            .flat_map(|(name, value)| lost(value, stored.get(name), &format!("{path}/{name}")))
            .collect(),
        (Value::Array(items), Some(Value::Array(stored))) => items
            .iter()
            .enumerate()
            .flat_map(|(at, item)| lost(item, stored.get(at), &format!("{path}/{at}")))
            .collect(),
        (Value::Number(said), Some(Value::Number(stored))) if said.as_f64() == stored.as_f64() => {
            Vec::new()
        }
        (said, Some(stored)) if said == stored => Vec::new(),
        _ => vec![format!("{path}: {said} became {stored:?}")],
    }
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
fn every_event_is_named_as_it_is_at_stripe() {
    for (name, event) in singles() {
        assert_eq!(event.handle, format!("on_{}", name.replace('.', "_")));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c);
        assert!(name.chars().all(plain) && name.contains('.'), "{name}");
        assert!(event.meta.description.ends_with('.'), "{name} is described");
        assert_eq!(event.meta.icon, "stripe");
    }
    #[cfg(feature = "stripe-all")]
    assert_eq!(singles().len(), 265);
}

#[test]
fn a_group_is_of_events_that_there_are() {
    let singles = singles();
    let groups: Vec<_> = declared()
        .filter(|event| event.meta.names.len() > 1)
        .collect();
    assert!(!groups.is_empty());
    for group in groups {
        for name in group.meta.names {
            assert!(singles.contains_key(name), "{}: {name}", group.handle);
        }
    }
}

#[test]
fn an_example_is_its_events_payload_and_loses_nothing() {
    assert!(examples().count() > 10);
    for (event, id, payload) in examples() {
        let (stored, shown) = (event.read)(&payload).expect(id);
        let lost = lost(&payload, Some(&stored), "");
        assert!(lost.is_empty(), "{} {id}: {lost:?}", event.handle);
        let labels: BTreeSet<_> = shown.iter().map(|property| &property.label).collect();
        assert!(labels.len() >= 2, "{} {id} shows {labels:?}", event.handle);
    }
}

#[test]
fn fields_and_values_that_nobody_knows_are_kept() {
    for (event, id, mut payload) in examples() {
        payload["colour"] = json!({ "deep": [1, { "red": null }] });
        for field in [
            "status",
            "type",
            "reason",
            "billing_scheme",
            "collection_method",
        ] {
            if payload[field].is_string() {
                payload[field] = json!("new");
            }
        }
        let (stored, _) = (event.read)(&payload).expect(id);
        let lost = lost(&payload, Some(&stored), "");
        assert!(lost.is_empty(), "{} {id}: {lost:?}", event.handle);
    }
}

/// Leaves out or empties one field in four, at every depth, all but ids and what tells objects
/// apart, and adds one that nobody knows to every other object.
fn disfigure(json: &mut Value, random: &mut impl FnMut() -> u64) {
    match json {
        Value::Object(fields) => {
            // A key that the account chose has a value, or is not there at all.
            let chosen = |name: &str| name == "metadata" || name == "capabilities";
            fields.retain(|name, value| {
                let kept = name == "id" || name == "object";
                match random() % 8 {
                    0 => return kept,
                    1 if !kept => *value = Value::Null,
                    _ if chosen(name) => {}
                    _ => disfigure(value, random),
                }
                true
            });
            let unknown = [
                json!(null),
                json!(-1.5),
                json!("new"),
                json!([[{ "a": [] }]]),
            ];
            let chance = usize::try_from(random() % 8).unwrap_or_default();
            if let Some(value) = unknown.get(chance) {
                fields.insert(format!("unknown_{chance}"), value.clone());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| disfigure(item, random)),
        _ => {}
    }
}

/// Reads an object in many shapes that it never has; says in which it could not be read.
fn unread(event: &Declared, object: &Value) -> Option<String> {
    let mut state: u64 = 1;
    let mut random = move || {
        // Knuth's MMIX generator: the same shapes in every run of the test.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    (0..20).find_map(|_| {
        let mut shape = object.clone();
        disfigure(&mut shape, &mut random);
        let error = (event.read)(&shape).err()?;
        Some(format!("{}: {error} in {shape}", event.handle))
    })
}

#[test]
fn whatever_is_missing_or_null_or_new_an_object_is_read() {
    let faults: Vec<_> = examples()
        .filter_map(|(event, _, payload)| unread(event, &payload))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A file of what Stripe publishes of its API, which is not part of this library. The tests that
/// need it say so and pass where it is not.
fn published(file: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("TRIGGER_STRIPE_DATA") else {
        // Around the test's captured output.
        let mut stderr = std::io::stderr();
        let _ = writeln!(
            stderr,
            "skipped: TRIGGER_STRIPE_DATA names no folder with {file}"
        );
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join(file)).expect("a file");
    Some(serde_json::from_str(&text).expect("JSON"))
}

#[cfg(feature = "stripe-all")]
#[test]
fn every_event_that_stripe_publishes_is_declared_once() {
    let Some(published) = published("event_types.json") else {
        return;
    };
    let names = published["events"].as_object().expect("events");
    let names: BTreeSet<_> = names.keys().map(String::as_str).collect();
    assert_eq!(singles().into_keys().collect::<BTreeSet<_>>(), names);
}

/// Every event that Stripe publishes here, with each object that it can be about.
fn published_objects() -> Vec<(&'static Declared, Value)> {
    let types = published("event_types.json");
    let (Some(types), Some(objects)) = (types, published("fixtures3.2026-08-21.json")) else {
        return Vec::new();
    };
    let kinds = |name: &str| {
        let kinds = types["events"][name]["object"].as_array().expect("kinds");
        let kind = |kind: &Value| objects["resources"][kind.as_str().expect("a kind")].clone();
        kinds.iter().map(kind).collect::<Vec<_>>()
    };
    let of = |(name, event): (&'static str, &'static Declared)| {
        kinds(name).into_iter().map(move |object| (event, object))
    };
    singles().into_iter().flat_map(of).collect()
}

#[test]
fn every_object_that_stripe_publishes_is_read_and_loses_nothing() {
    let mut faults = Vec::new();
    for (event, object) in published_objects() {
        match (event.read)(&object) {
            Err(error) => faults.push(format!("{}: {error}", event.handle)),
            Ok((stored, _)) => {
                let lost = lost(&object, Some(&stored), "");
                faults.extend(lost.iter().map(|lost| format!("{}: {lost}", event.handle)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_object_that_stripe_publishes_is_read_whatever_is_missing_or_null_or_new() {
    let faults: Vec<_> = published_objects()
        .into_iter()
        .filter_map(|(event, object)| unread(event, &object))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
