//! What a person sees of an object at a glance.

use crate::spec::Properties;
use crate::time::Timestamp;

/// A value that is shown if there is one.
pub(crate) trait Shown {
    fn shown(&self) -> Option<String>;
}

impl Shown for String {
    fn shown(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.clone())
    }
}

impl Shown for Timestamp {
    fn shown(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Shown for f64 {
    fn shown(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Shown for &str {
    fn shown(&self) -> Option<String> {
        (!self.is_empty()).then(|| (*self).to_owned())
    }
}

impl<T: Shown> Shown for &T {
    fn shown(&self) -> Option<String> {
        (*self).shown()
    }
}

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> Option<String> {
        self.as_ref()?.shown()
    }
}

/// With one more property, if it has a value.
pub(crate) fn with(properties: Properties, label: &str, value: &impl Shown) -> Properties {
    match value.shown() {
        Some(text) => properties.with(label, text),
        None => properties,
    }
}

/// With where more can be seen of the property of this label, if it is the last one.
#[cfg(feature = "github")]
pub(crate) fn linked(properties: Properties, label: &str, url: &str) -> Properties {
    let is_last = properties
        .iter()
        .last()
        .is_some_and(|last| last.label == label);
    if is_last && !url.is_empty() {
        properties.url(url)
    } else {
        properties
    }
}
