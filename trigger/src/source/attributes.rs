//! What is said of an event beside its payload.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// What a provider says about an event beside its payload: JSON, which a run finds in its
/// [`EventContext::context`](crate::run::EventContext::context). `null` by default.
///
/// It stays text until a run looks at it: what no run starts for is recorded and not read.
///
/// ```
/// use serde_json::json;
/// use trigger::source::Attributes;
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let attributes = Attributes::from(json!({ "shop": "pier.example" }));
/// assert_eq!(attributes.as_json(), r#"{"shop":"pier.example"}"#);
/// assert_eq!(attributes.read()?["shop"], "pier.example");
/// assert_eq!(Attributes::default().as_json(), "null");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Attributes(Option<Arc<RawValue>>);

impl Attributes {
    /// What can be written as JSON, without making a [`Value`] of it first.
    ///
    /// ```
    /// use serde::Serialize;
    /// use trigger::source::Attributes;
    ///
    /// #[derive(Serialize)]
    /// struct Beside<'b> {
    ///     shop: &'b str,
    /// }
    ///
    /// # fn main() -> Result<(), serde_json::Error> {
    /// let attributes = Attributes::of(&Beside { shop: "pier.example" })?;
    /// assert_eq!(attributes.as_json(), r#"{"shop":"pier.example"}"#);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When it cannot be written as JSON, such as a map whose keys are no text.
    pub fn of(said: &(impl Serialize + ?Sized)) -> serde_json::Result<Self> {
        Ok(to_raw_value(said)?.into())
    }

    /// The JSON text.
    pub fn as_json(&self) -> &str {
        self.raw().get()
    }

    /// Reads it.
    ///
    /// # Errors
    ///
    /// When it cannot be read, because it is nested too deep or holds a number beyond a float's.
    pub fn read(&self) -> serde_json::Result<Value> {
        match &self.0 {
            Some(json) => serde_json::from_str(json.get()),
            None => Ok(Value::Null),
        }
    }

    pub(crate) fn raw(&self) -> &RawValue {
        self.0.as_deref().unwrap_or(RawValue::NULL)
    }
}

impl From<Value> for Attributes {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::default(),
            // What is JSON can be written as JSON.
            value => Self::of(&value).unwrap_or_default(),
        }
    }
}

impl From<Box<RawValue>> for Attributes {
    fn from(json: Box<RawValue>) -> Self {
        match json.get() {
            "null" => Self::default(),
            _ => Self(Some(json.into())),
        }
    }
}
