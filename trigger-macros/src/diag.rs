//! The error sink: reports every mistake, not the first.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Error;
use syn::parse::Parse;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Errors(Vec<Error>);

impl Errors {
    /// Records a mistake on the tokens that the user must edit.
    pub(crate) fn on(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.0.push(Error::new_spanned(tokens, message));
    }

    /// Records a mistake at a place that has no tokens of its own.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.0.push(Error::new(span, message));
    }

    /// The value, or `None` once its error is recorded.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.0.push(error)).ok()
    }

    /// What the attribute stands on, or `None` once it is reported to be something else.
    pub(crate) fn item<T: Parse>(&mut self, item: &TokenStream, expected: &str) -> Option<T> {
        let parsed = syn::parse2(item.clone());
        // The attribute is what is in the wrong place, not what it stands on.
        self.ok(parsed.map_err(|_| Error::new(Span::call_site(), expected)))
    }

    /// How many mistakes there are, to see later whether there are more.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// What the user wrote, what is generated from it, and a `compile_error!` for each mistake.
    pub(crate) fn finish(self, item: TokenStream, generated: Option<TokenStream>) -> TokenStream {
        let mut tokens = item;
        tokens.extend(generated);
        tokens.extend(self.0.iter().map(Error::to_compile_error));
        tokens
    }
}

/// Words in backquotes with commas between them.
pub(crate) fn list(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// The candidate that was probably meant.
pub(crate) fn similar<'c, C>(word: &str, candidates: C) -> Option<&'c str>
where
    C: IntoIterator<Item = &'c str>,
{
    /// Below this, a suggestion confuses more often than it helps.
    const ALIKE: f64 = 0.8;

    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_candidate_is_suggested_and_a_far_one_is_not() {
        let candidates = ["trigger", "filter", "name"];
        assert_eq!(similar("triger", candidates), Some("trigger"));
        assert_eq!(similar("schedule", candidates), None);
    }

    #[test]
    fn every_mistake_is_reported() {
        let mut errors = Errors::default();
        errors.at(Span::call_site(), "one");
        errors.at(Span::call_site(), "two");
        let tokens = errors.finish(TokenStream::new(), None).to_string();
        assert_eq!(tokens.matches("compile_error").count(), 2, "{tokens}");
    }
}
