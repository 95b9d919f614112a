//! Several filters at once.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EventFilter, Mismatch};

/// Several filters, all of which a payload must match: those of a source, of an event and of a job.
///
/// They stay apart, because one filter cannot always say what two do: where the payload has an
/// array, each may be matched by another of its elements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Intersection(Vec<EventFilter>);

impl Intersection {
    /// With another filter.
    #[must_use]
    pub fn and(mut self, filter: EventFilter) -> Self {
        self.extend([filter]);
        self
    }

    /// Whether a payload matches all of the filters.
    pub fn matches(&self, payload: &Value) -> bool {
        self.0.iter().all(|filter| filter.matches(payload))
    }

    /// Whether a payload matches all of the filters, and if not, why.
    ///
    /// # Errors
    ///
    /// The first condition that does not hold.
    pub fn explain(&self, payload: &Value) -> Result<(), Mismatch> {
        self.0.iter().try_for_each(|filter| filter.explain(payload))
    }

    /// The filters, without those that say nothing new.
    pub fn iter(&self) -> std::slice::Iter<'_, EventFilter> {
        self.0.iter()
    }
}

impl Extend<EventFilter> for Intersection {
    fn extend<I: IntoIterator<Item = EventFilter>>(&mut self, filters: I) {
        for filter in filters {
            if !filter.is_empty() && !self.0.contains(&filter) {
                self.0.push(filter);
            }
        }
    }
}

impl FromIterator<EventFilter> for Intersection {
    fn from_iter<I: IntoIterator<Item = EventFilter>>(filters: I) -> Self {
        let mut intersection = Self::default();
        intersection.extend(filters);
        intersection
    }
}

impl<'a> IntoIterator for &'a Intersection {
    type Item = &'a EventFilter;
    type IntoIter = std::slice::Iter<'a, EventFilter>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
