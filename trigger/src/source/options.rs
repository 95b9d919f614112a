//! What a source is registered for, compared with what jobs want of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What a source is registered for beside its events: the values of each option, by its name.
///
/// Jobs that share a source may each ask for options of their own, such as the forms of which they
/// want to hear; the provider is asked for the union.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Options(BTreeMap<String, BTreeSet<String>>);

impl Options {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// With values of an option, beside those that it has.
    ///
    /// ```
    /// use trigger::source::Options;
    ///
    /// let options = Options::new().with("form", ["f_1", "f_2"]).with("form", ["f_3"]);
    /// assert_eq!(options.values("form").count(), 3);
    /// ```
    #[must_use]
    pub fn with<V: Into<String>>(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let option = self.0.entry(name.into()).or_default();
        option.extend(values.into_iter().map(Into::into));
        self
    }

    /// The values of an option, in order.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(String::as_str)
    }

    /// The names of the options that have values, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(|(_, values)| !values.is_empty());
        named.map(|(name, _)| name.as_str())
    }

    /// Whether no option has a value.
    pub fn is_empty(&self) -> bool {
        self.names().next().is_none()
    }

    fn extend(&mut self, other: Self) {
        for (name, values) in other.0 {
            self.0.entry(name).or_default().extend(values);
        }
    }
}

/// What a source covers: its events, and the values of its other options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The names of the events.
    pub events: BTreeSet<String>,
    /// The other options.
    pub options: Options,
}

impl Coverage {
    /// Covers what another one does, too.
    pub fn extend(&mut self, other: Self) {
        let Self { events, options } = other;
        self.events.extend(events);
        self.options.extend(options);
    }
}

/// What a source is wanted for, compared with what it is registered for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Everything that jobs want now.
    pub desired: BTreeSet<String>,
    /// What jobs want and is not registered yet.
    pub missing: BTreeSet<String>,
    /// What is registered and no job wants any more.
    pub orphaned: BTreeSet<String>,
}

impl Wanted {
    /// Compares what jobs want with what is registered.
    pub fn compare(desired: BTreeSet<String>, registered: &BTreeSet<String>) -> Self {
        Self {
            missing: desired.difference(registered).cloned().collect(),
            orphaned: registered.difference(&desired).cloned().collect(),
            desired,
        }
    }

    /// Whether the registration is as wanted.
    pub fn is_settled(&self) -> bool {
        self.missing.is_empty() && self.orphaned.is_empty()
    }
}

/// The options beside the events that a source is wanted for, each compared with what it is
/// registered for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WantedOptions(BTreeMap<String, Wanted>);

impl WantedOptions {
    /// Compares what jobs want with what is registered.
    pub fn compare(desired: &Options, registered: &Options) -> Self {
        let names: BTreeSet<_> = desired.names().chain(registered.names()).collect();
        fn of(options: &Options, name: &str) -> BTreeSet<String> {
            options.0.get(name).cloned().unwrap_or_default()
        }
        let compare = |name: &str| {
            let wanted = Wanted::compare(of(desired, name), &of(registered, name));
            (name.to_owned(), wanted)
        };
        Self(names.into_iter().map(compare).collect())
    }

    /// An option, if any value of it is wanted or registered.
    pub fn get(&self, name: &str) -> Option<&Wanted> {
        self.0.get(name)
    }

    /// The options by their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Wanted)> {
        self.0.iter().map(|(name, wanted)| (name.as_str(), wanted))
    }

    /// Everything that jobs want now.
    pub fn desired(&self) -> Options {
        let desired = |(name, wanted): (&String, &Wanted)| (name.clone(), wanted.desired.clone());
        Options(self.0.iter().map(desired).collect())
    }

    /// Whether the registration is as wanted.
    pub fn is_settled(&self) -> bool {
        self.0.values().all(Wanted::is_settled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_is_missing_is_desired_too_and_what_is_orphaned_is_not() {
        let wanted = Wanted::compare(names(&["a", "b"]), &names(&["b", "c"]));
        assert_eq!(wanted.desired, names(&["a", "b"]));
        assert_eq!(wanted.missing, names(&["a"]));
        assert_eq!(wanted.orphaned, names(&["c"]));
        assert!(!wanted.is_settled());
    }

    #[test]
    fn each_option_is_compared_by_its_name() {
        let desired = Options::new()
            .with("form", ["f_1", "f_2"])
            .with("zone", ["eu"]);
        let registered = Options::new()
            .with("form", ["f_2", "f_3"])
            .with("list", ["l"]);
        let wanted = WantedOptions::compare(&desired, &registered);
        let form = wanted.get("form").expect("it is wanted");
        assert_eq!(form.missing, names(&["f_1"]));
        assert_eq!(form.orphaned, names(&["f_3"]));
        let list = wanted.get("list").expect("it is registered");
        assert_eq!((list.desired.len(), list.orphaned.len()), (0, 1));
        assert!(!wanted.is_settled());
        assert!(WantedOptions::compare(&desired, &desired).is_settled());
        assert_eq!(wanted.desired().values("zone").collect::<Vec<_>>(), ["eu"]);
    }
}
