//! What the runs of one event are given.

use std::cell::OnceCell;
use std::sync::Arc;

use serde_json::value::RawValue;

/// A payload, of which the runs that it starts share one copy; where it starts none, there is none.
pub(crate) struct Given<'p> {
    payload: &'p RawValue,
    copy: OnceCell<Arc<RawValue>>,
}

impl<'p> Given<'p> {
    pub(crate) fn of(payload: &'p RawValue) -> Self {
        let copy = OnceCell::new();
        Self { payload, copy }
    }

    /// The payload as JSON.
    pub(crate) fn text(&self) -> &'p str {
        self.payload.get()
    }

    /// The copy.
    pub(crate) fn share(&self) -> Arc<RawValue> {
        let copy = || Arc::from(self.payload.to_owned());
        Arc::clone(self.copy.get_or_init(copy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_copied_once_and_as_it_is() {
        let payload: &RawValue = serde_json::from_str(r#"{ "id":  1 }"#).unwrap();
        let given = Given::of(payload);
        let (one, other) = (given.share(), given.share());
        assert_eq!(one.get(), payload.get());
        assert!(Arc::ptr_eq(&one, &other));
    }
}
