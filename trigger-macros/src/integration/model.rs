//! The options and the struct of `#[integration]`, validated.

use heck::{ToKebabCase as _, ToTitleCase as _};
use syn::{Attribute, Fields, Ident, ItemStruct, LitStr, Path, Type};

use crate::args::Args;
use crate::diag::Errors;
use crate::retry::Retry;
use crate::{id, signature};

/// A valid integration.
pub(crate) struct Integration<'c> {
    pub(crate) ident: &'c Ident,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) id: String,
    pub(crate) name: String,
    /// `None` for that of the client that it wraps.
    pub(crate) icon: Option<String>,
    pub(crate) retry: Option<Retry>,
    pub(crate) validate: Option<Path>,
    /// The client that it wraps, if it is another account of an integration.
    pub(crate) wrapped: Option<&'c Type>,
}

impl<'c> Integration<'c> {
    pub(crate) fn new(mut args: Args, client: &'c ItemStruct, errors: &mut Errors) -> Option<Self> {
        let ident = &client.ident;
        let id = args.string("id", errors);
        if let Some(id) = &id {
            id::check("an integration", id, errors);
        }
        let name = args.string("name", errors);
        let icon = args.string("icon", errors);
        let retry = Retry::take(&mut args, errors);
        let validate = args.path("validate", errors);
        let mistakes = errors.count();
        let wrapped = args
            .flag("account", errors)
            .then(|| wrapped(client, errors))
            .flatten();
        if !client.generics.params.is_empty() {
            let message = "an integration cannot be generic: jobs ask for it by its type";
            errors.on(&client.generics, message);
            return None;
        }
        if errors.count() > mistakes {
            return None;
        }
        let text = |given: Option<LitStr>| given.map(|given| given.value());
        let id = text(id).unwrap_or_else(|| signature::text(ident).to_kebab_case());
        Some(Self {
            ident,
            conditions: signature::conditions(&client.attrs),
            name: text(name).unwrap_or_else(|| signature::text(ident).to_title_case()),
            icon: text(icon).or_else(|| wrapped.is_none().then(|| id.clone())),
            id,
            retry,
            validate,
            wrapped,
        })
    }
}

/// The client that another account's integration is made of.
fn wrapped<'c>(client: &'c ItemStruct, errors: &mut Errors) -> Option<&'c Type> {
    if let Fields::Unnamed(fields) = &client.fields
        && let Some(field) = fields.unnamed.first()
        && fields.unnamed.len() == 1
    {
        return Some(&field.ty);
    }
    let message = format!(
        "an account is a struct around the client of its integration: `struct {}(Stripe);`",
        client.ident
    );
    errors.on(&client.ident, message);
    None
}
