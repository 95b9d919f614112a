//! What tells one event from another.

/// What can tell a repeated event from a new one: text, an integer, a UUID, or an `Option` of
/// these, where `None` takes everything for new.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell one event from another",
    label = "no id of an event",
    note = "give text, an integer, a UUID, or an `Option` of these, such as `|page| page.id.clone()`"
)]
pub trait IntoEventId {
    /// The id as text.
    fn into_event_id(self) -> Option<String>;
}

impl<T: IntoEventId> IntoEventId for Option<T> {
    fn into_event_id(self) -> Option<String> {
        self.and_then(T::into_event_id)
    }
}

impl<T: IntoEventId + Clone> IntoEventId for &T {
    fn into_event_id(self) -> Option<String> {
        self.clone().into_event_id()
    }
}

macro_rules! as_text {
    ($($id:ty),*) => {$(
        impl IntoEventId for $id {
            fn into_event_id(self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

as_text!(
    &str, i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, usize, isize
);
as_text!(String, uuid::Uuid);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_something_is_an_id_and_nothing_is_none() {
        assert_eq!("a".into_event_id().as_deref(), Some("a"));
        assert_eq!(7_u64.into_event_id().as_deref(), Some("7"));
        assert_eq!((&"b".to_owned()).into_event_id().as_deref(), Some("b"));
        assert_eq!(None::<&str>.into_event_id(), None);
    }
}
