//! The options and the item of `#[event_spec]`, validated.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Expr, ExprArray, ExprLit, FnArg, Ident, Item, ItemFn, ItemStruct, Lit, LitStr, Path,
    ReturnType, Signature, Type, Visibility,
};

use super::about::About;
use crate::args::Args;
use crate::closure::OverPayload;
use crate::diag::Errors;
use crate::filter::Filter;
use crate::signature;

const WHAT: &str = "an event";

/// How what is shown of a payload is written, where no function says it.
pub(crate) const PROPERTIES: &str = "|payload| properties! { \"ID\" => payload.id }";

/// What the attribute stands on.
pub(crate) enum Subject {
    /// A function from the payload to the run's properties.
    Function(Box<ItemFn>),
    /// The payload itself.
    Payload(Box<ItemStruct>),
}

impl Parse for Subject {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        match input.parse()? {
            Item::Fn(function) => Ok(Self::Function(Box::new(function))),
            Item::Struct(payload) => Ok(Self::Payload(Box::new(payload))),
            _ => Err(input.error("expected a function or a struct")),
        }
    }
}

impl Subject {
    pub(crate) fn ident(&self) -> &Ident {
        match self {
            Self::Function(function) => &function.sig.ident,
            Self::Payload(payload) => &payload.ident,
        }
    }

    pub(crate) fn attributes(&self) -> &[Attribute] {
        match self {
            Self::Function(function) => &function.attrs,
            Self::Payload(payload) => &payload.attrs,
        }
    }
}

/// A valid event.
pub(crate) struct Event<'s> {
    pub(crate) ident: &'s Ident,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) form: Form<'s>,
    pub(crate) names: Vec<LitStr>,
    pub(crate) source: Option<Path>,
    pub(crate) about: About,
    /// Which of the events of its names are this one.
    pub(crate) filter: Option<Filter>,
    /// What is imported so that what is still being written can be looked at.
    pub(crate) unfinished: Option<TokenStream>,
}

/// How an event was written.
pub(crate) enum Form<'s> {
    /// As a function: a handle of its name is generated.
    Function {
        visibility: &'s Visibility,
        docs: Vec<Attribute>,
        payload: &'s Type,
        output: &'s Type,
    },
    /// As the payload, which is its own handle.
    Payload {
        /// What is shown of it.
        properties: Option<Box<OverPayload>>,
    },
}

impl<'s> Event<'s> {
    pub(crate) fn new(
        mut args: Args,
        subject: &'s Subject,
        about: About,
        errors: &mut Errors,
    ) -> Option<Self> {
        let unfinished = args.import();
        let names = names(&mut args, errors);
        let source = args.path("source", errors);
        let filter = Filter::take(&mut args, errors);
        let properties = properties(&mut args, subject, errors);
        let mut form = Form::of(subject, errors)?;
        if let Form::Payload { properties: shown } = &mut form {
            *shown = properties.map(Box::new);
        }
        Some(Self {
            ident: subject.ident(),
            conditions: signature::conditions(subject.attributes()),
            form,
            names: names?,
            source,
            about,
            filter,
            unfinished,
        })
    }
}

/// Takes what is shown of a payload, which a function says in its body.
fn properties(args: &mut Args, subject: &Subject, errors: &mut Errors) -> Option<OverPayload> {
    let message =
        format!("`properties` is a closure over the payload: `properties = {PROPERTIES}`");
    let properties = OverPayload::take("properties", PROPERTIES, args, &message, errors)?;
    if let Subject::Function(_) = subject {
        let message =
            "the function says what is shown: write this in its body, and remove `properties`";
        errors.on(&properties.body, message);
        return None;
    }
    Some(properties)
}

impl<'s> Form<'s> {
    pub(crate) fn of(subject: &'s Subject, errors: &mut Errors) -> Option<Self> {
        let function = match subject {
            Subject::Payload(payload) => {
                if payload.generics.params.is_empty() {
                    return Some(Self::Payload { properties: None });
                }
                let message = "an event cannot be generic: name the type";
                errors.on(&payload.generics, message);
                return None;
            }
            Subject::Function(function) => function,
        };
        let signature = &function.sig;
        let mistakes = errors.count();
        if let Some(token) = signature.asyncness {
            let message = "an event's function cannot be `async`: it only reads the payload";
            errors.on(token, message);
        }
        signature::check_plain(WHAT, signature, errors);
        let payload = payload(signature, errors);
        let ReturnType::Type(_, output) = &signature.output else {
            let message =
                "an event's function returns what is shown of a payload: add `-> Properties`";
            errors.at(signature.paren_token.span.close(), message);
            return None;
        };
        let payload = payload?;
        (errors.count() == mistakes).then(|| Self::Function {
            visibility: &function.vis,
            docs: signature::docs(&function.attrs),
            payload,
            output,
        })
    }
}

/// The `T` of the one argument `payload: &T`.
fn payload<'f>(signature: &'f Signature, errors: &mut Errors) -> Option<&'f Type> {
    let mut arguments = signature.inputs.iter();
    let payload = match arguments.next() {
        Some(FnArg::Typed(payload)) => payload,
        Some(FnArg::Receiver(receiver)) => {
            signature::check_free(WHAT, receiver, errors);
            return None;
        }
        None => {
            let message = "an event's function takes its payload: `payload: &Payload`";
            errors.at(signature.paren_token.span.join(), message);
            return None;
        }
    };
    for argument in arguments {
        errors.on(
            argument,
            "an event's function takes its payload and nothing else",
        );
    }
    match &*payload.ty {
        Type::Reference(reference) if reference.mutability.is_none() => Some(&reference.elem),
        other => {
            let message = "an event's function only reads the payload: take it as `&Payload`";
            errors.on(other, message);
            None
        }
    }
}

/// Takes `name = "a"` or `name = ["a", "b"]`.
fn names(args: &mut Args, errors: &mut Errors) -> Option<Vec<LitStr>> {
    let missing = "an event needs the name under which it arrives: `name = \"user.created\"`";
    if !args.require("name", missing, errors) {
        return None;
    }
    let value = args.expr("name", "\"user.created\"", errors)?;
    let values = match value {
        Expr::Array(ExprArray { elems, .. }) if !elems.is_empty() => elems.into_iter().collect(),
        other => vec![other],
    };
    let mut names: Vec<LitStr> = Vec::new();
    for value in values {
        let Expr::Lit(ExprLit {
            lit: Lit::Str(name),
            ..
        }) = value
        else {
            let message =
                "an event's name is a string, or several in brackets: `name = [\"a\", \"b\"]`";
            errors.on(value, message);
            continue;
        };
        let text = name.value();
        if text.trim().is_empty() {
            errors.on(name, "an event's name cannot be empty");
        } else if names.iter().any(|earlier| earlier.value() == text) {
            errors.on(name, format!("the name `{text}` is given twice"));
        } else {
            names.push(name);
        }
    }
    (!names.is_empty()).then_some(names)
}
