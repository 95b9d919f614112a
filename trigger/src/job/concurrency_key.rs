//! What tells apart the runs that a concurrency limit counts separately.

use crate::id::RunId;

/// What the `key` of a concurrency limit can be: text, a number, or an `Option` of either, of which
/// `None` counts together with all others that have no key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a concurrency limit",
    label = "this is neither text nor a number",
    note = "a key is a `String`, a `&str`, an integer, or an `Option` of these"
)]
pub trait ConcurrencyKey {
    /// The key as text.
    fn into_key(self) -> Option<String>;
}

impl<K: ConcurrencyKey> ConcurrencyKey for Option<K> {
    fn into_key(self) -> Option<String> {
        self?.into_key()
    }
}

macro_rules! written_as_text {
    ($($key:ty),*) => {
        $(
            impl ConcurrencyKey for $key {
                fn into_key(self) -> Option<String> {
                    Some(self.to_string())
                }
            }
        )*
    };
}

written_as_text!(&str, &String, bool, char, RunId);
written_as_text!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize
);

impl ConcurrencyKey for String {
    fn into_key(self) -> Option<String> {
        Some(self)
    }
}

impl ConcurrencyKey for &Option<String> {
    fn into_key(self) -> Option<String> {
        self.clone()
    }
}
