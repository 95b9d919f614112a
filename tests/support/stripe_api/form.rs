//! Reading Stripe's forms, apart from the code under test.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The parameters of a request: `enabled_events[0]` is one of the list `enabled_events`, and
/// `metadata[team]` one of the map `metadata`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// Reads a form as bodies and queries spell it.
    pub fn parse(text: &str) -> Self {
        let pair = |pair: &str| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        };
        Self {
            pairs: text
                .split('&')
                .filter(|pair| !pair.is_empty())
                .map(pair)
                .collect(),
        }
    }

    /// The names of the parameters, without what stands in brackets.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pairs
            .iter()
            .map(|(key, _)| key.split('[').next().unwrap_or_default())
    }

    /// A plain parameter.
    pub fn text(&self, name: &str) -> Option<&str> {
        let pair = self.pairs.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// A list; `None` when there is no element of it.
    pub fn list(&self, name: &str) -> Option<Vec<String>> {
        let mut items: Vec<(usize, String)> = self
            .nested(name)
            .filter_map(|(index, value)| Some((index.parse().ok()?, value)))
            .collect();
        items.sort();
        (!items.is_empty()).then(|| items.into_iter().map(|(_, value)| value).collect())
    }

    /// A map; empty when there is no entry of it.
    pub fn map(&self, name: &str) -> BTreeMap<String, String> {
        self.nested(name).collect()
    }

    /// All parameters as an object, with brackets as nested objects and lists. Numbers and booleans
    /// are told by how they look.
    pub fn json(&self) -> Map<String, Value> {
        let mut root = Value::Object(Map::new());
        for (key, value) in &self.pairs {
            let mut place = &mut root;
            for segment in key.split('[').map(|part| part.trim_end_matches(']')) {
                place = enter(place, segment);
            }
            *place = scalar(value);
        }
        match root {
            Value::Object(root) => root,
            _ => Map::new(),
        }
    }

    fn nested(&self, name: &str) -> impl Iterator<Item = (String, String)> {
        self.pairs.iter().filter_map(move |(key, value)| {
            let inner = key
                .strip_prefix(name)?
                .strip_prefix('[')?
                .strip_suffix(']')?;
            Some((inner.to_owned(), value.clone()))
        })
    }
}

/// The place of a segment within a value, which becomes a list or an object if it is neither yet.
fn enter<'v>(value: &'v mut Value, segment: &str) -> &'v mut Value {
    if let Ok(index) = segment.parse::<usize>() {
        if !value.is_array() {
            *value = Value::Array(Vec::new());
        }
        let Value::Array(items) = value else {
            unreachable!("it was made one");
        };
        while items.len() <= index {
            items.push(Value::Null);
        }
        return &mut items[index];
    }
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let Value::Object(fields) = value else {
        unreachable!("it was made one");
    };
    fields.entry(segment).or_insert(Value::Null)
}

fn scalar(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => text
            .parse::<i64>()
            .map_or_else(|_| Value::from(text), Value::from),
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next(), rest.next()].map(Option::unwrap_or_default);
                hex::decode(digits).map_or(b'%', |decoded| decoded[0])
            }
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
