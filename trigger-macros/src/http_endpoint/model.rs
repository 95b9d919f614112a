//! The options and the function of `#[http_endpoint]`, validated.

use heck::{ToKebabCase as _, ToTitleCase as _};
use syn::{Attribute, Ident, LitStr};

use super::verify::{self, Hmac};
use crate::args::Args;
use crate::diag::{self, Errors};
use crate::event_spec::{Form, Subject};
use crate::{id, signature};

const WHAT: &str = "an endpoint";
const METHODS: [&str; 5] = ["POST", "PUT", "PATCH", "DELETE", "GET"];

/// A valid endpoint.
pub(crate) struct Endpoint<'s> {
    pub(crate) ident: &'s Ident,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) form: Form<'s>,
    pub(crate) id: String,
    pub(crate) verify: Option<Hmac>,
    pub(crate) method: Option<String>,
    pub(crate) title: String,
    pub(crate) icon: Option<LitStr>,
    pub(crate) description: String,
}

impl<'s> Endpoint<'s> {
    pub(crate) fn new(mut args: Args, subject: &'s Subject, errors: &mut Errors) -> Option<Self> {
        let name = signature::text(subject.ident());
        let id = args.string("id", errors);
        if let Some(id) = &id {
            id::check(WHAT, id, errors);
        }
        let verify = verify::take(&mut args, errors);
        let method = method(&mut args, errors);
        let title = args.string("title", errors);
        let icon = args.string("icon", errors);
        let description = args.string("description", errors);
        let form = Form::of(subject, errors);
        Some(Self {
            ident: subject.ident(),
            conditions: signature::conditions(subject.attributes()),
            form: form?,
            id: id.map_or_else(|| name.to_kebab_case(), |id| id.value()),
            verify: verify?,
            method,
            title: title.map_or_else(|| name.to_title_case(), |title| title.value()),
            icon,
            description: match description {
                Some(description) => description.value(),
                None => signature::description(subject.attributes()),
            },
        })
    }
}

/// Takes `method = "POST"`.
fn method(args: &mut Args, errors: &mut Errors) -> Option<String> {
    let literal = args.string("method", errors)?;
    let method = literal.value();
    if METHODS.contains(&method.as_str()) {
        return Some(method);
    }
    let near = diag::similar(&method.to_uppercase(), METHODS).unwrap_or("POST");
    let all = diag::list(&METHODS);
    let message = format!("`{method}` is not a method: write `{near}`\nthere are {all}");
    errors.on(literal, message);
    None
}
