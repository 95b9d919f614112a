//! What the functions that the attributes stand on have in common.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Expr, ExprLit, FnArg, GenericArgument, GenericParam, Generics, Ident, Lit, Meta,
    Pat, PatType, PathArguments, Receiver, ReturnType, Safety, Signature, Type, WherePredicate,
};

use crate::diag::Errors;

/// Reports a function that cannot be a `what`, such as `a job`, because it cannot wait or fail.
pub(crate) fn check_async(what: &str, signature: &Signature, errors: &mut Errors) {
    let Signature {
        asyncness,
        fn_token,
        ident,
        paren_token,
        output,
        ..
    } = signature;
    if asyncness.is_none() {
        let message = format!("{what} must be `async`: write `async fn {ident}`");
        errors.on(fn_token, message);
    }
    if *output == ReturnType::Default {
        let message = format!("{what} returns a `Result`: add `-> Result<()>`");
        errors.at(paren_token.span.close(), message);
    }
}

/// Reports a function that cannot be a `what` because it is generic or `unsafe`.
pub(crate) fn check_plain(what: &str, signature: &Signature, errors: &mut Errors) {
    let generics = &signature.generics;
    let plain = generics.params.is_empty() && generics.where_clause.is_none();
    check(what, plain, signature, errors);
}

/// The same of one that may be generic over lifetimes.
pub(crate) fn check_concrete(what: &str, signature: &Signature, errors: &mut Errors) {
    let Generics {
        params,
        where_clause,
        ..
    } = &signature.generics;
    let is_lifetime = |parameter: &GenericParam| matches!(parameter, GenericParam::Lifetime(_));
    let of_lifetime = |bound: &WherePredicate| matches!(bound, WherePredicate::Lifetime(_));
    let mut bounds = where_clause.iter().flat_map(|clause| &clause.predicates);
    let concrete = params.iter().all(is_lifetime) && bounds.all(of_lifetime);
    check(what, concrete, signature, errors);
}

fn check(what: &str, concrete: bool, signature: &Signature, errors: &mut Errors) {
    let generics = &signature.generics;
    let message = format!("{what} cannot be generic: name the type");
    match &generics.where_clause {
        _ if concrete => {}
        Some(clause) if generics.params.is_empty() => errors.on(clause, message),
        _ => errors.on(generics, message),
    }
    if let Safety::Unsafe(token) = &signature.safety {
        let message = format!("{what} cannot be `unsafe`: nobody upholds its contract");
        errors.on(token, message);
    }
}

/// Reports a `self`.
pub(crate) fn check_free(what: &str, receiver: &Receiver, errors: &mut Errors) {
    let message =
        format!("{what} is a free function: move it out of the `impl`, and take no `self`");
    errors.on(receiver, message);
}

/// The arguments without `self`.
pub(crate) fn typed(signature: &Signature) -> impl Iterator<Item = &PatType> {
    signature
        .inputs
        .iter()
        .filter_map(|argument| match argument {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        })
}

/// The name of an argument that is a plain `name: Type`.
pub(crate) fn name(argument: &PatType) -> Option<&Ident> {
    match &*argument.pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => Some(&pat.ident),
        _ => None,
    }
}

/// The `T` of `-> Result<T>` or `-> Result<T, E>`.
pub(crate) fn value(output: &ReturnType) -> Option<&Type> {
    let ReturnType::Type(_, ty) = output else {
        return None;
    };
    let Type::Path(path) = &**ty else {
        return None;
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// A name without the `r#` of a raw identifier.
pub(crate) fn text(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The documentation of an item.
pub(crate) fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    with_path(attributes, "doc")
}

/// The conditions under which an item exists; what is generated for it exists under the same.
pub(crate) fn conditions(attributes: &[Attribute]) -> Vec<Attribute> {
    with_path(attributes, "cfg")
}

/// What the author of an item allows; it is allowed in what is generated for it too, which has the
/// author's tokens in it.
pub(crate) fn allowances(attributes: &[Attribute]) -> Vec<Attribute> {
    with_path(attributes, "allow")
}

fn with_path(attributes: &[Attribute], name: &str) -> Vec<Attribute> {
    let named = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name));
    named.cloned().collect()
}

/// The text of an item's documentation.
pub(crate) fn description(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        });
    let lines: Vec<_> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The one token of a type that best stands for it when only one can be underlined.
pub(crate) fn anchor(ty: &Type) -> Span {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.span()),
        _ => None,
    }
    .unwrap_or_else(|| ty.span())
}
