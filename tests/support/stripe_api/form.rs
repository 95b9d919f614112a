//! Reading Stripe's forms, apart from the code under test.

use std::collections::BTreeMap;

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
