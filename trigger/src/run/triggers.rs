//! What a run asks an engine for when it registers a dynamic trigger.

use serde_json::Value;
use serde_json::value::RawValue;

/// A dynamic trigger that a run registers.
#[derive(Clone, Debug)]
pub struct TriggerRequest {
    /// The id of its kind.
    pub kind: &'static str,
    /// What tells it apart from others of its kind.
    pub key: String,
    /// What its source is made from, as JSON.
    pub params: Value,
    /// What is kept with it, as JSON.
    pub metadata: Box<RawValue>,
    /// The account that it is of.
    pub account: Option<String>,
}
