//! Durations as people write them: `30s`, `1h 30m`, `7 days`.

use std::time::Duration;

use jiff::{Span, SpanRelativeTo};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

use crate::args::Args;
use crate::diag::Errors;

/// A duration that was read at compile time.
pub(crate) struct Literal {
    pub(crate) text: LitStr,
    pub(crate) duration: Duration,
}

impl Literal {
    /// Takes `key = "30s"`.
    pub(crate) fn take(key: &str, args: &mut Args, errors: &mut Errors) -> Option<Self> {
        Self::read(args.string(key, errors)?, errors)
    }

    /// Reads `"30s"`.
    pub(crate) fn read(text: LitStr, errors: &mut Errors) -> Option<Self> {
        let duration = read(&text.value());
        if duration.is_none() {
            let message = format!(
                "`{}` is not a duration: write `5m` or `1h 30m`",
                text.value()
            );
            errors.on(&text, message);
        }
        duration.map(|duration| Self { text, duration })
    }
}

/// Takes `timeout = "30s"`, of a `what`, such as `task`.
pub(crate) fn timeout(what: &str, args: &mut Args, errors: &mut Errors) -> Option<Literal> {
    let timeout = Literal::take("timeout", args, errors)?;
    if timeout.duration.is_zero() {
        errors.on(
            &timeout.text,
            format!("no {what} is done in no time: write `30s`"),
        );
    }
    Some(timeout)
}

/// Reads a duration. Months and years are none: they have no fixed length.
fn read(text: &str) -> Option<Duration> {
    let span: Span = text.parse().ok()?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    duration.try_into().ok()
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (seconds, nanos) = (self.duration.as_secs(), self.duration.subsec_nanos());
        tokens.extend(quote!(::core::time::Duration::new(#seconds, #nanos)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read() {
        let seconds = |text| read(text).map(|duration| duration.as_secs_f64());
        assert_eq!(seconds("1h 30m"), Some(5400.0));
        assert_eq!(seconds("90 seconds"), Some(90.0));
        assert_eq!(seconds("1.5s"), Some(1.5));
        assert_eq!(seconds("2 days"), Some(172_800.0));
        assert_eq!(seconds("PT5M"), Some(300.0));
    }

    #[test]
    fn what_has_no_fixed_length_or_lies_in_the_past_is_no_duration() {
        for text in ["", "5", "5 fortnights", "1 month", "-5m", "5m ago"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
