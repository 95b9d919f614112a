//! What is still being written: `filter = |price| price.` is no Rust yet, and the moment in which an
//! editor is asked what can follow.
//!
//! An editor answers by expanding the attribute twice, as it stands and with some name after the
//! dot, and by looking at what it knows of the first where the name stands in the second. So the
//! first is expanded as well, with something after the dot that fits wherever it stands; its mistake
//! is reported all the same. And nothing that depends on the text of an expression is generated
//! before the expression itself.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// The tokens with a call after each dot that nothing follows, and where the first such dot is;
/// `None` when there is none.
pub(crate) fn finished(tokens: TokenStream) -> Option<(TokenStream, Span)> {
    let mut dots = Vec::new();
    let tokens = finish(tokens, &mut dots);
    dots.first().map(|dot| (tokens, *dot))
}

fn finish(tokens: TokenStream, dots: &mut Vec<Span>) -> TokenStream {
    let mut finished = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    let mut after_dot = false;
    while let Some(token) = tokens.next() {
        let goes_on = match tokens.peek() {
            Some(TokenTree::Ident(_) | TokenTree::Literal(_)) => true,
            // A range.
            Some(next) => is_dot(next),
            None => false,
        };
        let is_dangling = is_dot(&token) && !after_dot && !goes_on;
        after_dot = is_dot(&token);
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), finish(group.stream(), dots));
                inner.set_span(group.span());
                finished.extend([TokenTree::Group(inner)]);
            }
            TokenTree::Punct(dot) if is_dangling => {
                dots.push(dot.span());
                finished.extend(quote_spanned!(dot.span()=> .));
                finished.extend(anything());
            }
            other => finished.extend([other]),
        }
    }
    finished
}

fn is_dot(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '.')
}

/// What has the call that was added resolve.
pub(crate) fn import() -> TokenStream {
    quote!(
        use __private::Unfinished as _;
    )
}

/// A call of `__private::Unfinished`'s method, which returns whatever is asked of it.
fn anything() -> TokenStream {
    let name = Ident::new("unfinished", Span::mixed_site());
    quote!(#name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: Option<&str>) {
        let finished = finished(source.parse().expect("tokens"));
        let expected = expected.map(|expected| expected.parse::<TokenStream>().expect("tokens"));
        assert_eq!(
            finished.map(|(tokens, _)| tokens.to_string()),
            expected.map(|tokens| tokens.to_string())
        );
    }

    #[test]
    fn a_dot_that_nothing_follows_gets_a_call() {
        check("|p| p.", Some("|p| p.unfinished()"));
        check("|p| p. && q", Some("|p| p.unfinished() && q"));
        check(
            "a = |p| (f(p.a.)), b = 1",
            Some("a = |p| (f(p.a.unfinished())), b = 1"),
        );
        check("a = |p| p., b", Some("a = |p| p.unfinished(), b"));
    }

    #[test]
    fn what_is_finished_is_left_as_it_is() {
        check(
            "|p| p.a.0 > 1.5 && (1..).contains(&p.b) && matches!(p, X { .. })",
            None,
        );
        check("a(1..=2, ..)", None);
    }
}
