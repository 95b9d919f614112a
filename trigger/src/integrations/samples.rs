//! What tests of all integrations do with example payloads.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::spec::{EventSpec, Properties};

/// Reads a payload; gives it as it is stored, and what is shown of it.
pub(crate) fn read<E>(payload: &Value) -> Result<(Value, Properties), String>
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

/// Where all that was said is not in what is stored. What is `null` need not be there, and `19` may
/// be `19.0`.
pub(crate) fn lost(said: &Value, stored: Option<&Value>, path: &str) -> Vec<String> {
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

/// Leaves out or empties one field in four, at every depth, all but those that are kept. What is
/// under an untouched one is not looked at.
pub(crate) fn thin_out(
    json: &mut Value,
    kept: &[&str],
    untouched: &[&str],
    random: &mut impl FnMut() -> u64,
) {
    match json {
        Value::Object(fields) => fields.retain(|name, value| {
            let is_kept = kept.contains(&name.as_str());
            match random() % 8 {
                0 => return is_kept,
                1 if !is_kept => *value = Value::Null,
                _ if untouched.contains(&name.as_str()) => {}
                _ => thin_out(value, kept, untouched, random),
            }
            true
        }),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| thin_out(item, kept, untouched, random)),
        _ => {}
    }
}

/// Numbers that look random: Knuth's MMIX generator, the same ones in every run of a test.
pub(crate) fn random() -> impl FnMut() -> u64 {
    let mut state: u64 = 1;
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    }
}
