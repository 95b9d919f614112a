//! The options and the function of `#[http_endpoint]`, validated.

use heck::ToKebabCase as _;
use syn::{Attribute, Ident};

use super::verify::{self, Verification};
use crate::args::Args;
use crate::diag::{self, Errors};
use crate::event_spec::{About, Form, Subject};
use crate::{id, signature};

const WHAT: &str = "an endpoint";
const METHODS: [&str; 5] = ["POST", "PUT", "PATCH", "DELETE", "GET"];

/// A valid endpoint.
pub(crate) struct Endpoint<'s> {
    pub(crate) ident: &'s Ident,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) form: Form<'s>,
    pub(crate) id: String,
    pub(crate) verify: Option<Verification>,
    pub(crate) method: Option<String>,
    pub(crate) about: About,
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
        let (ident, attributes) = (subject.ident(), subject.attributes());
        let about = About::take(&mut args, ident, attributes, errors);
        let form = Form::of(subject, errors);
        Some(Self {
            ident,
            conditions: signature::conditions(attributes),
            form: form?,
            id: id.map_or_else(|| name.to_kebab_case(), |id| id.value()),
            verify: verify?,
            method,
            about,
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
