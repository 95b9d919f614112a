//! The values that a filter shows when it leaves an event out.

use std::fmt::{self, Debug, Write};

/// Longer values are cut: they are for a person to look at.
const LONGEST: usize = 200;

/// A value that is shown if it is [`Debug`]: then `show` is the function below, otherwise that of
/// [`NotShown`].
pub struct Shown<'v, T: ?Sized>(pub &'v T);

impl<T: Debug + ?Sized> Shown<'_, T> {
    /// The value as text.
    pub fn show(&self) -> Option<String> {
        let mut text = Cut(String::new());
        // It fails to say that it is cut, and is then shown as far as it goes.
        if write!(text, "{:?}", self.0).is_err() {
            text.0.push('…');
        }
        Some(text.0)
    }
}

/// A value of which nothing can be shown; see [`Shown`].
pub trait NotShown {
    /// Nothing.
    fn show(&self) -> Option<String> {
        None
    }
}

impl<T: ?Sized> NotShown for Shown<'_, T> {}

/// What stands after a dot that nothing follows yet, so that an editor can say what could. Its
/// mistake is reported by the attribute, so nothing here is ever called.
pub trait Unfinished {
    /// Whatever is asked for.
    fn unfinished<T>(&self) -> T {
        unreachable!("the attribute has reported that this is unfinished")
    }
}

impl<T: ?Sized> Unfinished for T {}

struct Cut(String);

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = LONGEST - self.0.len();
        let mut end = room.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.0.push_str(&text[..end]);
        if end == text.len() {
            Ok(())
        } else {
            Err(fmt::Error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Secret;

    #[test]
    fn what_can_be_written_is_shown_and_the_rest_is_left_out() {
        assert_eq!(Shown("usd").show().as_deref(), Some("\"usd\""));
        assert_eq!(Shown(&Some(1)).show().as_deref(), Some("Some(1)"));
        assert_eq!(Shown(&Secret).show(), None);
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let shown = Shown(&"ä".repeat(LONGEST)).show().expect("text");
        assert!(shown.len() <= LONGEST + '…'.len_utf8());
        assert!(
            shown.starts_with("\"ää") && shown.ends_with("ä…"),
            "{shown}"
        );
    }
}
