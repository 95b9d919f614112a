//! The options and the function of `#[http_endpoint]`, validated.

use heck::ToKebabCase as _;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitStr, Type};

use super::verify::{self, Verification};
use crate::args::Args;
use crate::closure::OverPayload;
use crate::diag::{self, Errors};
use crate::event_spec::{About, Form, Subject};
use crate::{event_id, id, signature};

const WHAT: &str = "an endpoint";
const METHODS: [&str; 5] = ["POST", "PUT", "PATCH", "DELETE", "GET"];
const METHOD: &str =
    "`method` is a string or several: `method = \"PUT\"`, or `method = [\"GET\", \"POST\"]`";
const RESPOND: &str = "|booking| Response::json(&json!({ \"booking\": booking.uid }))";

/// A valid endpoint.
pub(crate) struct Endpoint<'s> {
    pub(crate) ident: &'s Ident,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) form: Form<'s>,
    pub(crate) id: String,
    pub(crate) verify: Option<Verification>,
    pub(crate) methods: Option<Vec<String>>,
    /// Whether the payload is the whole request.
    pub(crate) whole: bool,
    pub(crate) event_id: Option<OverPayload>,
    pub(crate) respond: Option<OverPayload>,
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
        let methods = methods(&mut args, errors);
        let event_id = event_id::take(&mut args, errors);
        let message = format!("`respond` is a closure over the payload: `respond = {RESPOND}`");
        let respond = OverPayload::take("respond", RESPOND, &mut args, &message, errors);
        let (ident, attributes) = (subject.ident(), subject.attributes());
        let about = About::take(&mut args, ident, attributes, errors);
        let form = Form::of(subject, errors)?;
        Some(Self {
            ident,
            conditions: signature::conditions(attributes),
            whole: matches!(&form, Form::Function { payload, .. } if is_request(payload)),
            form,
            id: id.map_or_else(|| name.to_kebab_case(), |id| id.value()),
            verify: verify?,
            methods,
            event_id,
            respond,
            about,
        })
    }
}

/// Whether a payload is an `HttpRequest`, which is told by its name.
fn is_request(payload: &Type) -> bool {
    let Type::Path(path) = payload else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "HttpRequest")
}

/// Takes `method = "POST"` or `method = ["GET", "POST"]`.
fn methods(args: &mut Args, errors: &mut Errors) -> Option<Vec<String>> {
    let value = args.expr("method", "\"POST\"", errors)?;
    let written = match &value {
        Expr::Array(array) if !array.elems.is_empty() => array.elems.iter().collect(),
        single => vec![single],
    };
    let mut methods = Vec::new();
    for method in written {
        let Expr::Lit(ExprLit {
            lit: Lit::Str(literal),
            ..
        }) = method
        else {
            errors.on(method, METHOD);
            return None;
        };
        methods.extend(known(literal, errors));
    }
    Some(methods)
}

fn known(literal: &LitStr, errors: &mut Errors) -> Option<String> {
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
