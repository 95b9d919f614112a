//! What a job can know about the run it is.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::id::RunId;
use crate::time::Timestamp;

/// What a job can know about its run, its event and itself. A job asks for it by taking a
/// `Context` as an argument.
#[derive(Clone, Debug)]
pub struct Context {
    /// The run.
    pub run: RunContext,
    /// The job.
    pub job: JobContext,
    /// The event that started the run.
    pub event: EventContext,
    /// The source that the event came through; `None` for an event that the app sent itself.
    pub source: Option<SourceContext>,
    /// Whose event it is, where an app acts for several accounts: the connected account of Stripe's,
    /// or the one that the event was sent for.
    pub account: Option<AccountId>,
}

/// The run.
#[derive(Clone, Debug)]
pub struct RunContext {
    /// Its id.
    pub id: RunId,
    /// Whether a person started it to try the job.
    pub is_test: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

/// The job.
#[derive(Clone, Copy, Debug)]
pub struct JobContext {
    /// Its id.
    pub id: &'static str,
    /// The version that is running.
    pub version: &'static str,
}

/// The event that started the run.
#[derive(Clone, Debug)]
pub struct EventContext {
    /// The id that its sender gave it, or a generated one.
    pub id: String,
    /// Its name, which tells the members of a group such as `stripe::on_price` apart.
    pub name: String,
    /// When it happened, as its sender says.
    pub timestamp: Timestamp,
    /// What the source says about it beside the payload, for example Stripe's `apiVersion`,
    /// `livemode`, `request` and `previousAttributes`.
    pub context: Value,
    /// The payload exactly as it arrived, with the fields that its type does not name.
    pub payload: Arc<RawValue>,
}

/// The source that the event came through.
#[derive(Clone, Debug)]
pub struct SourceContext {
    /// Its key, such as `stripe.webhook`.
    pub key: String,
}

/// What names an account that the app acts for, such as one of its customers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

impl AccountId {
    /// The account of this name.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The context of an event that is of an account, or of none.
    pub(crate) fn context_of(account: Option<&Self>) -> Value {
        account.map_or(Value::Null, |account| json!({ "account": account.0 }))
    }

    /// The account that an event's context names.
    pub(crate) fn of_event(context: &Value) -> Option<Self> {
        context["account"].as_str().map(Self::new)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for AccountId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for AccountId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}
