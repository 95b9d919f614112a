//! What a person sees of a run at a glance.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A labelled value shown with a run or a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Property {
    /// What the value is.
    pub label: String,
    /// The value.
    pub text: String,
    /// Where more of it can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The properties of a run or a task, in the order in which they are shown.
///
/// ```
/// # use trigger::properties;
/// let shown = properties! { "Price ID" => "price_1", "Amount" => 2000 };
/// assert_eq!(shown.iter().last().unwrap().text, "2000");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Properties(Vec<Property>);

impl Properties {
    /// No properties.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more.
    #[must_use]
    pub fn with(mut self, label: impl Into<String>, text: impl fmt::Display) -> Self {
        self.0.push(Property {
            label: label.into(),
            text: text.to_string(),
            url: None,
        });
        self
    }

    /// With a link on the last one.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.url = Some(url.into());
        }
        self
    }

    /// The properties in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Property> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a Properties {
    type Item = &'a Property;
    type IntoIter = std::slice::Iter<'a, Property>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// [`Properties`] from labels and values: `properties! { "Price ID" => price.id }`.
#[macro_export]
macro_rules! properties {
    ($($label:expr => $text:expr),* $(,)?) => {
        $crate::Properties::new()$(.with($label, &$text))*
    };
}
