//! The text of an expression as its author wrote it.

use proc_macro2::{Delimiter, Group, LineColumn, TokenStream, TokenTree};
use quote::ToTokens;

/// The text of some tokens, with the author's spacing but on one line.
pub(crate) fn of(tokens: impl ToTokens) -> String {
    let mut text = Text::default();
    text.stream(tokens.to_token_stream());
    text.written
}

#[derive(Default)]
struct Text {
    written: String,
    end: Option<LineColumn>,
}

impl Text {
    fn stream(&mut self, tokens: TokenStream) {
        for token in tokens {
            let span = token.span();
            match token {
                TokenTree::Group(group) => self.group(&group),
                token => self.token(&token.to_string(), span.start(), span.end()),
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.stream(group.stream()),
        };
        // Of a group that was parsed and printed again, only the whole span is left.
        let (start, end) = (group.span().start(), group.span().end());
        let inside = LineColumn {
            column: start.column + 1,
            ..start
        };
        let closing = LineColumn {
            column: end.column.saturating_sub(1),
            ..end
        };
        self.token(open, start, inside);
        self.stream(group.stream());
        self.token(close, closing, end);
    }

    /// Adds a token, after a space if there was anything between it and the one before. Tokens
    /// that come from different macros are kept apart too.
    fn token(&mut self, token: &str, start: LineColumn, end: LineColumn) {
        if self.end.is_some_and(|end| end != start) {
            self.written.push(' ');
        }
        self.written.push_str(token);
        self.end = Some(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_as_written_but_on_one_line() {
        let source = "price.items\n    .iter()\n    .any(|item| item.amount>=2 && !item.paid)";
        let tokens: TokenStream = source.parse().expect("an expression");
        assert_eq!(
            of(tokens),
            "price.items .iter() .any(|item| item.amount>=2 && !item.paid)"
        );
    }
}
