//! What of a call is a secret: `redact(token, "/card/number")`.

use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Token};

use super::{Argument, about};
use crate::args::Args;
use crate::diag::Errors;
use crate::signature;

const SHAPE: &str = "token, \"/card/number\"";

/// The arguments, and the places of the output, that are secrets.
#[derive(Default)]
pub(crate) struct Redact {
    pub(crate) arguments: Vec<Ident>,
    pub(crate) places: Vec<LitStr>,
}

impl Redact {
    /// Takes the option; `sealed` is whether everything is a secret already.
    pub(super) fn take(sealed: bool, args: &mut Args, errors: &mut Errors) -> Self {
        let mut redact = Self::default();
        let place = args.place_of("redact");
        let Some(tokens) = args.list("redact", SHAPE, errors) else {
            return redact;
        };
        if sealed {
            let message = "`sealed` hides the arguments and all of the output: leave out `redact`";
            errors.at(place, message);
        }
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        let parts = errors.ok(parser.parse2(tokens));
        if parts.as_ref().is_some_and(Punctuated::is_empty) {
            let message = format!(
                "`redact` names what is a secret: `redact({SHAPE})`; for all of it write `sealed`"
            );
            errors.at(place, message);
        }
        for part in parts.into_iter().flatten() {
            redact.add(part, errors);
        }
        redact
    }

    fn add(&mut self, part: Expr, errors: &mut Errors) {
        match &part {
            Expr::Path(path) if path.path.get_ident().is_some() => {
                self.arguments.extend(path.path.get_ident().cloned());
            }
            Expr::Lit(ExprLit {
                lit: Lit::Str(place),
                ..
            }) => self.places.push(place.clone()),
            _ => {
                let message = format!(
                    "`redact` takes arguments by their names, and places of the output as strings: `redact({SHAPE})`"
                );
                errors.on(part, message);
            }
        }
    }

    /// Reports arguments that there are not, and places that are none.
    pub(super) fn check(&self, arguments: &[Argument], errors: &mut Errors) {
        about::check_names(&self.arguments, arguments, errors);
        for place in &self.places {
            let text = place.value();
            if text.len() > 1 && text.starts_with('/') {
                continue;
            }
            let named = arguments
                .iter()
                .any(|argument| signature::text(argument.name) == text);
            let message = if named {
                format!("an argument is named without quotes: `{text}`")
            } else if text.trim_matches('/').is_empty() {
                "for all of the output write `sealed` in place of `redact`".to_owned()
            } else {
                let pointer = text.replace('.', "/");
                format!("a place in the output starts with a slash: `\"/{pointer}\"`")
            };
            errors.on(place, message);
        }
    }

    /// Whether an argument is a secret.
    pub(super) fn hides(&self, name: &Ident) -> bool {
        self.arguments.iter().any(|hidden| hidden == name)
    }
}
