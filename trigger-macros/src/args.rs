//! The grammar of an attribute's options: `key = value`, `key(…)` and `key`, separated by commas.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Ident, Lit, LitBool, LitStr, Path, Token, parenthesized, token};

use crate::diag::{self, Errors};
use crate::unfinished;

/// The options of one attribute. Each is taken once, by what should be in it.
pub(crate) struct Args {
    options: Vec<Arg>,
    /// Whether they could be read at all: if not, nothing is reported as missing.
    readable: bool,
    /// Whether something in them was finished so that they can be read; see [`unfinished`].
    is_unfinished: bool,
    /// Where something is missing that is missing.
    place: Span,
}

struct Arg {
    key: Ident,
    value: Value,
}

enum Value {
    /// `key`
    Flag,
    /// `key = value`
    Expr(Expr),
    /// `key(…)`
    List(TokenStream),
}

impl Parse for Arg {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Expr(input.parse()?)
        } else if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            Value::List(content.parse()?)
        } else {
            Value::Flag
        };
        Ok(Self { key, value })
    }
}

impl Args {
    /// Reads the options of `owner`, such as `#[job]`, of which there can be those that are
    /// `known`, and `crate`.
    pub(crate) fn parse(
        owner: &str,
        known: &[&str],
        tokens: TokenStream,
        errors: &mut Errors,
    ) -> Self {
        let parse = |tokens| Punctuated::<Arg, Token![,]>::parse_terminated.parse2(tokens);
        let mut is_unfinished = false;
        let arguments = parse(tokens.clone()).or_else(|error| {
            let finished = unfinished::finished(tokens).filter(|_| known.contains(&"filter"));
            let (tokens, dot) = finished.ok_or_else(|| error.clone())?;
            let arguments = parse(tokens).map_err(|_| error)?;
            errors.at(dot, "expected a field or a method after this dot");
            is_unfinished = true;
            Ok(arguments)
        });
        let arguments = errors.ok(arguments);
        let readable = arguments.is_some();
        let mut options: Vec<Arg> = Vec::new();
        for arg in arguments.into_iter().flatten() {
            let key = arg.key.to_string();
            if key != "crate" && !known.contains(&key.as_str()) {
                errors.on(&arg.key, unknown(owner, &key, known));
            } else if options.iter().any(|earlier| earlier.key == arg.key) {
                errors.on(&arg.key, format!("`{key}` is given twice"));
            } else {
                options.push(arg);
            }
        }
        Self {
            options,
            readable,
            is_unfinished,
            place: Span::call_site(),
        }
    }

    /// Reads the options that stand in the parentheses of another one.
    pub(crate) fn nested(
        owner: &str,
        known: &[&str],
        tokens: TokenStream,
        errors: &mut Errors,
    ) -> Self {
        let place = tokens.span();
        Self {
            place,
            ..Self::parse(owner, known, tokens, errors)
        }
    }

    /// Whether an option is there to be taken; if not, `message` is reported on the attribute, or on
    /// what stands in the parentheses.
    pub(crate) fn require(&self, key: &str, message: &str, errors: &mut Errors) -> bool {
        let found = self.options.iter().any(|arg| arg.key == key);
        if !found && self.readable {
            errors.at(self.place, message);
        }
        found
    }

    /// What the code that is generated has to import, at its end.
    pub(crate) fn import(&self) -> Option<TokenStream> {
        self.is_unfinished.then(unfinished::import)
    }

    /// Takes `key = "text"`.
    pub(crate) fn string(&mut self, key: &str, errors: &mut Errors) -> Option<LitStr> {
        match self.expr(key, "\"…\"", errors)? {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text),
            other => {
                errors.on(other, format!("`{key}` is a string: `{key} = \"…\"`"));
                None
            }
        }
    }

    /// Takes `key = true`.
    pub(crate) fn bool(&mut self, key: &str, errors: &mut Errors) -> Option<LitBool> {
        match self.expr(key, "true", errors)? {
            Expr::Lit(ExprLit {
                lit: Lit::Bool(value),
                ..
            }) => Some(value),
            other => {
                errors.on(other, format!("`{key}` is `true` or `false`"));
                None
            }
        }
    }

    /// Takes `key = some::path`.
    pub(crate) fn path(&mut self, key: &str, errors: &mut Errors) -> Option<Path> {
        match self.expr(key, "some::path", errors)? {
            Expr::Path(path) if path.qself.is_none() => Some(path.path),
            other => {
                errors.on(other, format!("`{key}` is a path: `{key} = some::path`"));
                None
            }
        }
    }

    /// Takes `key = value`; `shape` is what a value looks like.
    pub(crate) fn expr(&mut self, key: &str, shape: &str, errors: &mut Errors) -> Option<Expr> {
        let arg = self.take(key)?;
        if let Value::Expr(value) = arg.value {
            return Some(value);
        }
        errors.on(arg.key, format!("`{key}` takes a value: `{key} = {shape}`"));
        None
    }

    /// Takes `key(…)`; `shape` is what it can look like.
    pub(crate) fn list(
        &mut self,
        key: &str,
        shape: &str,
        errors: &mut Errors,
    ) -> Option<TokenStream> {
        let arg = self.take(key)?;
        if let Value::List(tokens) = arg.value {
            return Some(tokens);
        }
        let message = format!("`{key}` takes what is in it in parentheses: `{key}({shape})`");
        errors.on(arg.key, message);
        None
    }

    /// Where an option is written; the attribute itself when it is not.
    pub(crate) fn place_of(&self, key: &str) -> Span {
        let written = self.options.iter().find(|arg| arg.key == key);
        written.map_or(self.place, |arg| arg.key.span())
    }

    /// Whether an option is written as `key(…)`.
    pub(crate) fn is_list(&self, key: &str) -> bool {
        let written = self.options.iter().find(|arg| arg.key == key);
        written.is_some_and(|arg| matches!(arg.value, Value::List(_)))
    }

    /// Takes `key`, which is there or not.
    pub(crate) fn flag(&mut self, key: &str, errors: &mut Errors) -> bool {
        let Some(arg) = self.take(key) else {
            return false;
        };
        if !matches!(arg.value, Value::Flag) {
            errors.on(
                arg.key,
                format!("`{key}` takes no value: write `{key}` alone"),
            );
        }
        true
    }

    /// Takes `key`, or `key = "text"`; the inner `Option` is the text.
    pub(crate) fn flag_or_string(
        &mut self,
        key: &str,
        shape: &str,
        errors: &mut Errors,
    ) -> Option<Option<LitStr>> {
        let is_flag = |arg: &Arg| arg.key == key && matches!(arg.value, Value::Flag);
        if self.options.iter().any(is_flag) {
            self.take(key);
            return Some(None);
        }
        match self.expr(key, shape, errors)? {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(Some(text)),
            other => {
                errors.on(
                    other,
                    format!("`{key}` stands alone, or is a string: `{key} = {shape}`"),
                );
                None
            }
        }
    }

    fn take(&mut self, key: &str) -> Option<Arg> {
        let index = self.options.iter().position(|arg| arg.key == key)?;
        Some(self.options.remove(index))
    }
}

/// Words that other libraries have for an option.
const OTHER_WORDS: [(&str, &str); 3] = [
    ("cron", "trigger"),
    ("schedule", "trigger"),
    ("event", "trigger"),
];

fn unknown(owner: &str, key: &str, known: &[&str]) -> String {
    let all = diag::list(known);
    let meant = OTHER_WORDS.iter().find(|(word, _)| *word == key);
    if let Some((_, meant)) = meant.filter(|(_, meant)| known.contains(meant)) {
        return format!("unknown option `{key}`: write `{meant}`\n{owner} takes {all}");
    }
    match diag::similar(key, known.iter().copied()) {
        Some(near) => {
            format!("unknown option `{key}`: did you mean `{near}`?\n{owner} takes {all}")
        }
        None => format!("unknown option `{key}`: {owner} takes {all}"),
    }
}
