//! What of a task is a secret: encrypted where it is kept, and left out of what is shown.

use serde_json::Value;

/// What is shown in the place of a secret.
pub(crate) const SECRET: &str = "(secret)";

/// What of a task's output is a secret. An output that holds one is encrypted in the database, so
/// that a replay gets all of it, and people see the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redaction {
    /// Nothing.
    #[default]
    Nothing,
    /// The places that these JSON pointers (RFC 6901) name, such as `/card/number`; a `*` names
    /// each item of a list, and each property of an object.
    Parts(&'static [&'static str]),
    /// All of it.
    Everything,
}

impl Redaction {
    /// Whether there is a secret, which must not be kept in the clear.
    pub const fn is_secret(self) -> bool {
        !matches!(self, Self::Nothing)
    }

    /// What a person may see of an output; `None` for none of it. An output that lacks a place that
    /// should be hidden is not shown at all: the secret may be somewhere else in it.
    pub fn shown(self, output: &str) -> Option<Value> {
        let pointers = match self {
            Self::Nothing => &[],
            Self::Parts(pointers) => pointers,
            Self::Everything => return None,
        };
        let mut shown = serde_json::from_str(output).ok()?;
        let hidden = pointers.iter().all(|pointer| {
            let segments: Vec<_> = pointer.split('/').skip(1).map(unescaped).collect();
            hide(&mut shown, &segments)
        });
        hidden.then_some(shown)
    }
}

fn unescaped(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// Hides a place; `false` when it is not there.
fn hide(value: &mut Value, segments: &[String]) -> bool {
    let Some((first, rest)) = segments.split_first() else {
        *value = Value::from(SECRET);
        return true;
    };
    match value {
        // An optional object that is absent holds no secret.
        Value::Null => true,
        Value::Object(object) if first == "*" => object.values_mut().all(|part| hide(part, rest)),
        Value::Object(object) => object.get_mut(first).is_some_and(|part| hide(part, rest)),
        Value::Array(items) if first == "*" => items.iter_mut().all(|item| hide(item, rest)),
        Value::Array(items) => {
            let item = first
                .parse()
                .ok()
                .and_then(|index: usize| items.get_mut(index));
            item.is_some_and(|item| hide(item, rest))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(parts: &'static [&'static str], output: &Value) -> Option<Value> {
        Redaction::Parts(parts).shown(&output.to_string())
    }

    #[test]
    fn what_is_named_is_hidden_and_the_rest_is_shown() {
        let output = json!({ "id": 7, "cards": [{ "number": "4242", "brand": "visa" }], "a/b": 1 });
        assert_eq!(
            shown(&["/cards/*/number", "/a~1b"], &output),
            Some(json!({
                "id": 7,
                "cards": [{ "number": SECRET, "brand": "visa" }],
                "a/b": SECRET,
            }))
        );
        assert_eq!(
            shown(&["/cards/0"], &output),
            Some(json!({ "id": 7, "cards": [SECRET], "a/b": 1 }))
        );
    }

    #[test]
    fn an_output_that_lacks_what_should_be_hidden_is_not_shown() {
        for output in [
            json!({ "crad": "4242" }),
            json!("4242"),
            json!(["4242"]),
            json!({ "card": [] }),
        ] {
            assert_eq!(shown(&["/card/number"], &output), None, "{output}");
        }
    }

    #[test]
    fn what_is_absent_needs_no_hiding() {
        for output in [json!({ "card": null }), json!(null)] {
            assert_eq!(shown(&["/card/number"], &output), Some(output));
        }
        assert_eq!(shown(&["/*/number"], &json!([])), Some(json!([])));
    }
}
