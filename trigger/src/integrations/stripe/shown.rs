//! What a person sees of an object at a glance.

use super::amount::Amount;
use super::tolerant::Expandable;
use crate::spec::Properties;
use crate::time::Timestamp;

/// A value that is shown if there is one.
pub(super) trait Shown {
    fn shown(&self) -> Option<String>;
}

impl Shown for String {
    fn shown(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.clone())
    }
}

impl Shown for Expandable {
    fn shown(&self) -> Option<String> {
        Some(self.id().to_owned())
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

/// An amount and the three letters of its currency; without them the event did not say the amount.
impl<C: Shown> Shown for (Amount, &C) {
    fn shown(&self) -> Option<String> {
        let (amount, currency) = self;
        Some(amount.of(&currency.shown()?))
    }
}

impl<C: Shown> Shown for (Option<Amount>, &C) {
    fn shown(&self) -> Option<String> {
        let (amount, currency) = self;
        ((*amount)?, *currency).shown()
    }
}

/// With one more property, if it has a value.
pub(super) fn with(properties: Properties, label: &str, value: &impl Shown) -> Properties {
    match value.shown() {
        Some(text) => properties.with(label, text),
        None => properties,
    }
}
