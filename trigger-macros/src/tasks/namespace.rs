//! `namespace = "customers"` and `namespace = "checkout.sessions"`.

use heck::ToUpperCamelCase as _;
use quote::format_ident;
use syn::parse::Parse as _;
use syn::{Ident, LitStr, Path};

use crate::args::Args;
use crate::diag::Errors;
use crate::signature;

/// Where the tasks are found: the methods that lead to them.
pub(crate) struct Namespace {
    pub(crate) parts: Vec<Ident>,
}

/// What has the method that leads to the tasks.
pub(crate) enum Parent {
    /// The integration.
    Integration,
    /// The namespace around, by its type.
    Namespace(Path),
}

impl Namespace {
    pub(super) fn take(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let missing = "tasks need a namespace: `#[tasks(namespace = \"customers\")]` makes `stripe.customers()`";
        if !args.require("namespace", missing, errors) {
            return None;
        }
        let literal: LitStr = args.string("namespace", errors)?;
        let text = literal.value();
        let parts: syn::Result<Vec<_>> =
            text.split('.').map(|part| ident(part, &literal)).collect();
        if parts.is_err() {
            let message = format!(
                "`{text}` cannot be a method: a namespace is a Rust identifier, such as `webhook_endpoints`, or several, such as `checkout.sessions`"
            );
            errors.on(&literal, message);
        }
        parts.ok().map(|parts| Self { parts })
    }

    /// The namespace as it is written.
    pub(super) fn text(&self) -> String {
        let parts: Vec<_> = self.parts.iter().map(signature::text).collect();
        parts.join(".")
    }

    /// The type that has the tasks: `StripeCheckoutSessions`.
    pub(super) fn type_of(&self, owner: &Ident) -> Ident {
        format_ident!("{owner}{}", self.text().to_upper_camel_case())
    }

    /// What a namespace belongs to whose last part was taken off.
    pub(super) fn parent(&self, integration: &Path) -> Parent {
        let Some(around) = self.parts.last() else {
            return Parent::Integration;
        };
        let mut path = integration.clone();
        if let Some(last) = path.segments.last_mut() {
            let mut ident = self.type_of(&last.ident);
            // It is missed where it is named.
            ident.set_span(around.span());
            last.ident = ident;
        }
        Parent::Namespace(path)
    }
}

fn ident(part: &str, literal: &LitStr) -> syn::Result<Ident> {
    LitStr::new(part, literal.span()).parse_with(Ident::parse)
}
