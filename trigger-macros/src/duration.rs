//! Durations as people write them: `30s`, `1h 30m`.

use std::time::Duration;

use jiff::SignedDuration;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

use crate::args::Args;
use crate::diag::Errors;

/// A duration that was read at compile time.
pub(crate) struct Literal(Duration);

impl Literal {
    /// Takes `key = "30s"`.
    pub(crate) fn take(key: &str, args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let text = args.string(key, errors)?;
        let duration = read(&text);
        if duration.is_none() {
            let message = format!(
                "`{}` is not a duration: write `5m` or `1h 30m`",
                text.value()
            );
            errors.on(&text, message);
        }
        duration.map(Self)
    }
}

fn read(text: &LitStr) -> Option<Duration> {
    let duration: SignedDuration = text.value().parse().ok()?;
    duration.try_into().ok()
}

impl ToTokens for Literal {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (seconds, nanos) = (self.0.as_secs(), self.0.subsec_nanos());
        tokens.extend(quote!(::core::time::Duration::new(#seconds, #nanos)));
    }
}
