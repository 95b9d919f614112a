//! What people are told of an event, whichever attribute declares it.

use heck::ToTitleCase as _;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Ident, LitStr};

use super::examples::{self, Example};
use crate::args::Args;
use crate::diag::Errors;
use crate::signature;

/// What people are told of an event: its title, its documentation, what it can be tried with.
pub(crate) struct About {
    title: String,
    icon: Option<LitStr>,
    description: String,
    pub(crate) deprecation: Option<Deprecation>,
    pub(crate) examples: Vec<Example>,
}

impl About {
    /// Takes what is said of the item of this name; the rest is the item's own.
    pub(crate) fn take(
        args: &mut Args,
        ident: &Ident,
        attributes: &[Attribute],
        errors: &mut Errors,
    ) -> Self {
        let title = args.string("title", errors);
        let description = args.string("description", errors);
        Self {
            title: match title {
                Some(title) => title.value(),
                None => signature::text(ident).to_title_case(),
            },
            icon: args.string("icon", errors),
            description: match description {
                Some(description) => description.value(),
                None => signature::description(attributes),
            },
            deprecation: Deprecation::take(args, errors),
            examples: examples::take(args, errors),
        }
    }

    /// What generated code that names the event needs, so that only its users are warned.
    pub(crate) fn permission(&self) -> Option<TokenStream> {
        self.deprecation
            .as_ref()
            .map(|_| quote!(#[allow(deprecated)]))
    }
}

/// As what is called on an `EventMeta`.
impl ToTokens for About {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            title,
            icon,
            description,
            deprecation,
            examples,
        } = self;
        let icon = icon.iter();
        let description = (!description.is_empty()).then(|| quote!(.description(#description)));
        let deprecated = deprecation.as_ref().map(|deprecation| {
            let instead = deprecation
                .instead
                .as_ref()
                .map_or_else(String::new, LitStr::value);
            quote!(.deprecated(#instead))
        });
        let examples = (!examples.is_empty()).then(|| quote!(.examples(&[#(#examples),*])));
        tokens.extend(quote! {
            .title(#title)
            #(.icon(#icon))*
            #description
            #deprecated
            #examples
        });
    }
}

/// That an event should no longer be used.
pub(crate) struct Deprecation {
    instead: Option<LitStr>,
}

impl Deprecation {
    fn take(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let instead = args.flag_or_string("deprecated", "\"use `on_order_paid`\"", errors)?;
        if let Some(instead) = instead
            .as_ref()
            .filter(|text| text.value().trim().is_empty())
        {
            let message = "say what to use in its place, or write `deprecated` alone";
            errors.on(instead, message);
        }
        Some(Self { instead })
    }
}

/// As rustc's attribute, which stands on what triggers name.
impl ToTokens for Deprecation {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let note = self.instead.as_ref().map(|note| quote!((note = #note)));
        tokens.extend(quote!(#[deprecated #note]));
    }
}
