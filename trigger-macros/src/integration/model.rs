//! The options and the struct of `#[integration]`, validated.

use heck::{ToKebabCase as _, ToTitleCase as _};
use syn::{Attribute, Ident, ItemStruct, LitStr, Path};

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
    pub(crate) icon: String,
    pub(crate) retry: Option<Retry>,
    pub(crate) validate: Option<Path>,
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
        if !client.generics.params.is_empty() {
            let message = "an integration cannot be generic: jobs ask for it by its type";
            errors.on(&client.generics, message);
            return None;
        }
        let text = |given: Option<LitStr>| given.map(|given| given.value());
        let id = text(id).unwrap_or_else(|| signature::text(ident).to_kebab_case());
        Some(Self {
            ident,
            conditions: signature::conditions(&client.attrs),
            name: text(name).unwrap_or_else(|| signature::text(ident).to_title_case()),
            icon: text(icon).unwrap_or_else(|| id.clone()),
            id,
            retry,
            validate,
        })
    }
}
