//! The options and the function of `#[job]`, validated.

use heck::{ToKebabCase as _, ToTitleCase as _};
use proc_macro2::TokenStream;
use syn::{Attribute, FnArg, Ident, ItemFn, LitStr, ReturnType, Signature, Type};

use super::options::Options;
use super::trigger::Trigger;
use super::{keys, version};
use crate::args::Args;
use crate::diag::Errors;
use crate::filter::Filter;
use crate::{id, signature, text};

const WHAT: &str = "a job";
const FIRST_VERSION: &str = "0.1.0";

/// A valid job.
pub(crate) struct Job<'f> {
    pub(crate) function: &'f ItemFn,
    pub(crate) ident: &'f Ident,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) allowances: Vec<Attribute>,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) description: String,
    pub(crate) trigger: Trigger,
    pub(crate) filter: Option<Filter>,
    pub(crate) options: Options,
    pub(crate) payload: &'f Type,
    pub(crate) arguments: Vec<&'f Type>,
    pub(crate) output: &'f Type,
    /// What is imported so that what is still being written can be looked at.
    pub(crate) unfinished: Option<TokenStream>,
}

impl<'f> Job<'f> {
    pub(crate) fn new(mut args: Args, function: &'f ItemFn, errors: &mut Errors) -> Option<Self> {
        let ident = &function.sig.ident;
        let unfinished = args.import();
        let id = id(args.string("id", errors), ident, errors);
        let name = args.string("name", errors);
        let version = args.string("version", errors);
        if let Some(version) = &version {
            version::check(version, errors);
        }
        let trigger = Trigger::take(&mut args, errors);
        let filter = Filter::take(&mut args, errors);
        let options = Options::take(&mut args, errors);
        keys::check(function, errors);
        let (payload, arguments, output) = signature(&function.sig, errors)?;
        Some(Self {
            function,
            ident,
            docs: signature::docs(&function.attrs),
            conditions: signature::conditions(&function.attrs),
            allowances: signature::allowances(&function.attrs),
            name: name.map_or_else(|| id.to_title_case(), |name| name.value()),
            id,
            version: version.map_or_else(|| FIRST_VERSION.to_owned(), |version| version.value()),
            description: signature::description(&function.attrs),
            trigger: trigger?,
            filter,
            options,
            payload,
            arguments,
            output,
            unfinished,
        })
    }
}

/// The id that was given, or the function's name.
fn id(given: Option<LitStr>, ident: &Ident, errors: &mut Errors) -> String {
    if let Some(given) = given {
        id::check(WHAT, &given, errors);
        return given.value();
    }
    let id = signature::text(ident).to_kebab_case();
    if id::fault(WHAT, &id).is_some() {
        let message = "this name cannot be a job id: give it one with `id = \"…\"`";
        errors.on(ident, message);
    }
    id
}

/// The payload, the arguments after it, and what is returned.
fn signature<'f>(
    signature: &'f Signature,
    errors: &mut Errors,
) -> Option<(&'f Type, Vec<&'f Type>, &'f Type)> {
    let mistakes = errors.count();
    signature::check_async(WHAT, signature, errors);
    signature::check_plain(WHAT, signature, errors);
    if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
        signature::check_free(WHAT, receiver, errors);
        return None;
    }
    let mut arguments = signature::typed(signature);
    let Some(payload) = arguments.next() else {
        let message = "a job takes its payload first: `payload: Payload`";
        errors.at(signature.paren_token.span.join(), message);
        return None;
    };
    let arguments: Vec<_> = arguments.collect();
    if let Some(given) = given_by_the_run(&payload.ty) {
        let message = match arguments.first() {
            Some(next) => format!(
                "the payload comes first: swap `{given}` and `{}`",
                text::of(&next.ty)
            ),
            None => format!("a job takes its payload first: write it before `{given}`"),
        };
        errors.on(payload, message);
        return None;
    }
    let ReturnType::Type(_, output) = &signature.output else {
        return None;
    };
    let arguments = arguments
        .into_iter()
        .map(|argument| &*argument.ty)
        .collect();
    (errors.count() == mistakes).then_some((&payload.ty, arguments, output))
}

/// The name of a type that a run gives to its job, which is therefore no payload.
fn given_by_the_run(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = &path.path.segments.last()?.ident;
    (last == "Io" || last == "Context").then_some(last)
}
