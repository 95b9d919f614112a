//! The options and the function of `#[polling_source]`, validated.

use std::time::Duration;

use heck::ToKebabCase as _;
use proc_macro2::Span;
use syn::{
    Attribute, Expr, GenericArgument, Ident, ItemFn, PathArguments, ReturnType, Signature, Type,
};

use crate::args::Args;
use crate::closure::OverPayload;
use crate::diag::Errors;
use crate::event_spec::{About, PROPERTIES};
use crate::{duration, event_id, id, signature};

const WHAT: &str = "a polling source";

/// No API likes to be asked more often.
const SHORTEST: Duration = Duration::from_secs(1);

/// Where a source begins as it is written, and its name in Rust.
const FROM: [(&str, &str); 2] = [("everything", "Everything"), ("now", "Now")];

/// A valid polling source.
pub(crate) struct Source<'f> {
    pub(crate) function: &'f ItemFn,
    pub(crate) ident: &'f Ident,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) id: String,
    pub(crate) every: duration::Literal,
    /// What becomes of the first answer, as a variant of the library's enum.
    pub(crate) from: Option<Ident>,
    pub(crate) event_id: Option<OverPayload>,
    pub(crate) about: About,
    pub(crate) properties: Option<OverPayload>,
    pub(crate) integration: &'f Type,
    pub(crate) item: &'f Type,
}

impl<'f> Source<'f> {
    pub(crate) fn new(mut args: Args, function: &'f ItemFn, errors: &mut Errors) -> Option<Self> {
        let ident = &function.sig.ident;
        let name = signature::text(ident);
        let id = args.string("id", errors);
        if let Some(id) = &id {
            id::check(WHAT, id, errors);
        }
        let every = every(&mut args, errors);
        let from = from(&mut args, errors);
        let event_id = event_id::take(&mut args, errors);
        let about = About::take(&mut args, ident, &function.attrs, errors);
        let message =
            format!("`properties` is a closure over an item: `properties = {PROPERTIES}`");
        let properties = OverPayload::take("properties", PROPERTIES, &mut args, &message, errors);
        let (integration, item) = signature(&function.sig, errors)?;
        Some(Self {
            function,
            ident,
            docs: signature::docs(&function.attrs),
            conditions: signature::conditions(&function.attrs),
            id: id.map_or_else(|| name.to_kebab_case(), |id| id.value()),
            every: every?,
            from,
            event_id,
            about,
            properties,
            integration,
            item,
        })
    }
}

/// Takes `every = "1m"`.
fn every(args: &mut Args, errors: &mut Errors) -> Option<duration::Literal> {
    let missing = "a polling source needs its interval: `every = \"1m\"`";
    if !args.require("every", missing, errors) {
        return None;
    }
    let every = duration::Literal::take("every", args, errors)?;
    if every.duration < SHORTEST {
        errors.on(
            &every.text,
            "an interval is at least one second: write `1s`",
        );
        return None;
    }
    Some(every)
}

/// Takes `from = now`.
fn from(args: &mut Args, errors: &mut Errors) -> Option<Ident> {
    let value = args.expr("from", "now", errors)?;
    if let Expr::Path(path) = &value {
        for (name, variant) in FROM {
            if path.path.is_ident(name) {
                return Some(Ident::new(variant, Span::mixed_site()));
            }
        }
    }
    errors.on(
        value,
        "a polling source begins with everything that it finds, or with what comes from now on: `from = everything` or `from = now`",
    );
    None
}

/// The integration that asks, and the item that is found.
fn signature<'f>(signature: &'f Signature, errors: &mut Errors) -> Option<(&'f Type, &'f Type)> {
    let mistakes = errors.count();
    signature::check_async(WHAT, signature, errors);
    signature::check_plain(WHAT, signature, errors);
    if let Some(receiver) = signature.receiver() {
        signature::check_free(WHAT, receiver, errors);
        return None;
    }
    let mut arguments = signature::typed(signature);
    let (Some(client), Some(_), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        let message = "a polling source takes its integration and the cursor: `client: &Client, cursor: Option<Cursor>`";
        errors.at(signature.paren_token.span.join(), message);
        return None;
    };
    let integration = match &*client.ty {
        Type::Reference(reference) if reference.mutability.is_none() => Some(&*reference.elem),
        other => {
            let message = "a polling source borrows its integration: take it as `&Client`";
            errors.on(other, message);
            None
        }
    };
    let value = signature::value(&signature.output);
    let item = value.and_then(item_of);
    if item.is_none() && errors.count() == mistakes {
        let message = "a polling source returns what is new: `Result<Polled<Item>>`";
        match &signature.output {
            ReturnType::Type(_, ty) => errors.on(ty, message),
            ReturnType::Default => errors.on(&signature.ident, message),
        }
    }
    (errors.count() == mistakes)
        .then_some(())
        .and(integration.zip(item))
}

/// The `T` of `Polled<T>`.
fn item_of(value: &Type) -> Option<&Type> {
    let Type::Path(path) = value else {
        return None;
    };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(item) if last.ident == "Polled" => Some(item),
        _ => None,
    }
}
