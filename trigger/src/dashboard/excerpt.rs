//! What is too long for a page is shown in part, with the way to all of it: no page weighs more for
//! a payload of a megabyte, a run of a thousand tasks or an app of a thousand sources.

use std::borrow::Cow;

use maud::{Markup, html};
use serde::Serialize;

use super::parts;

/// How much of a value is shown, in bytes.
const SHOWN: usize = 8 * 1024;

/// How many entries of a list are shown that is not read by the page.
pub(super) const LISTED: usize = 200;

/// The beginning of a text, of so many bytes at the most.
fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev();
    let end = end.into_iter().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// A text, or its beginning and an ellipsis where it is longer than so many bytes.
pub(super) fn brief(text: &str, most: usize) -> Cow<'_, str> {
    match beginning(text, most) {
        all if all.len() == text.len() => Cow::Borrowed(text),
        some => Cow::Owned(format!("{some}…")),
    }
}

/// Whether a text is shown whole.
pub(super) fn is_short(text: &str) -> bool {
    text.len() <= SHOWN
}

/// A text that can be copied, or its beginning and a link to where it is whole.
pub(super) fn block(label: &str, text: &str, whole: &str) -> Markup {
    if is_short(text) {
        return parts::code_block(label, text);
    }
    let shown = beginning(text, SHOWN);
    let size = |text: &str| parts::bytes(text.len() as u64);
    html! {
        figure.code {
            figcaption {
                (label)
                span.muted { "the first " (size(shown)) " of " (size(text)) " · " a href=(whole) { "All of it" } }
            }
            pre tabindex="0" aria-label=(label) { (shown) "…" }
        }
    }
}

/// A value as a person reads it, or its beginning.
pub(super) fn json(label: &str, value: &impl Serialize, whole: &str) -> Markup {
    block(label, &parts::pretty(value), whole)
}

/// What stands under a list that is not shown whole.
pub(super) fn rest(shown: usize, all: usize, whole: &str) -> Markup {
    html! {
        @if shown < all {
            p.note { "The first " (parts::number(shown as u64)) " of " (parts::number(all as u64)) "; all of them are in " a href=(whole) { "JSON" } "." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_its_characters() {
        assert_eq!(
            brief("année", 5),
            "année".get(..5).map(|cut| format!("{cut}…")).unwrap()
        );
        assert_eq!(brief("née", 2), "n…");
        assert_eq!(brief("née", 4), "née");
    }

    #[test]
    fn what_is_long_is_shown_in_part_and_leads_to_all_of_it() {
        let long = "x".repeat(1_000_000);
        let shown = block("Payload", &long, "/runs/run_1.json").into_string();
        assert!(shown.len() < 10_000, "{}", shown.len());
        assert!(shown.contains("the first 8.1 kB of 1.0 MB"), "{shown}");
        assert!(shown.contains(r#"<a href="/runs/run_1.json">"#), "{shown}");
        assert!(
            block("Payload", "short", "")
                .into_string()
                .contains("data-copy")
        );
    }
}
