//! The options and the methods of `#[tasks]`, validated.

use proc_macro2::TokenStream;
use syn::{
    Attribute, Ident, ImplItem, ImplItemFn, ItemImpl, Meta, Path, ReceiverKind, Signature, Type,
    Visibility,
};

use super::namespace::{Namespace, Parent};
use crate::args::Args;
use crate::diag::Errors;
use crate::{signature, task};

const WHAT: &str = "a task";

/// The valid tasks of one namespace.
pub(crate) struct Tasks<'b> {
    pub(crate) integration: &'b Path,
    /// The last part of the integration's path.
    pub(crate) owner: &'b Ident,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) docs: Vec<Attribute>,
    /// What has the method that leads to the tasks: the integration, or the namespace around.
    pub(crate) parent: Parent,
    /// The method that leads to the tasks.
    pub(crate) accessor: Ident,
    /// The type that has the tasks.
    pub(crate) namespace: Ident,
    pub(crate) methods: Vec<Method<'b>>,
}

/// A task as a method.
pub(crate) struct Method<'b> {
    pub(crate) function: &'b ImplItemFn,
    pub(crate) ident: &'b Ident,
    pub(crate) visibility: Option<&'b Visibility>,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) arguments: Vec<task::Argument<'b>>,
    pub(crate) output: &'b Type,
    pub(crate) name: String,
    pub(crate) options: task::Options,
}

impl<'b> Tasks<'b> {
    /// `options` are those of the methods, in order.
    pub(crate) fn new(
        mut args: Args,
        block: &'b ItemImpl,
        options: Vec<task::Options>,
        errors: &mut Errors,
    ) -> Option<Self> {
        let namespace = Namespace::take(&mut args, errors);
        let integration = integration(block, errors);
        let prefix = namespace.as_ref().map_or_else(String::new, Namespace::text);
        let mut options = options.into_iter();
        let mut methods = Vec::new();
        for item in &block.items {
            if let ImplItem::Fn(function) = item {
                let options = options.next().unwrap_or_default();
                methods.extend(Method::new(&prefix, function, options, errors));
            } else {
                errors.on(
                    item,
                    "every item here is a task: move this one to another `impl`",
                );
            }
        }
        let (integration, mut namespace) = (integration?, namespace?);
        let owner = &integration.segments.last()?.ident;
        Some(Self {
            namespace: namespace.type_of(owner),
            integration,
            owner,
            conditions: signature::conditions(&block.attrs),
            docs: signature::docs(&block.attrs),
            accessor: namespace.parts.pop()?,
            parent: namespace.parent(integration),
            methods,
        })
    }
}

impl<'b> Method<'b> {
    fn new(
        prefix: &str,
        function: &'b ImplItemFn,
        options: task::Options,
        errors: &mut Errors,
    ) -> Option<Self> {
        let signature = &function.sig;
        let ident = &signature.ident;
        if signature.asyncness.is_none() {
            let message = format!(
                "every method here is a task: write `async fn {ident}`, or move it to another `impl`"
            );
            errors.on(signature.fn_token, message);
            return None;
        }
        let mistakes = errors.count();
        signature::check_async(WHAT, signature, errors);
        signature::check_concrete(WHAT, signature, errors);
        check_receiver(signature, errors);
        let arguments = task::arguments(signature, errors);
        options.check(&arguments, errors);
        let output = task::output(signature, errors)?;
        (errors.count() == mistakes).then(|| Self {
            function,
            ident,
            visibility: Some(&function.vis).filter(|vis| **vis != Visibility::Inherited),
            docs: signature::docs(&function.attrs),
            conditions: signature::conditions(&function.attrs),
            arguments,
            output,
            name: match &options.name {
                Some(name) => name.value(),
                None => format!("{prefix}.{}", signature::text(ident)),
            },
            options,
        })
    }
}

/// Reports a method that does not take the integration as `&self`.
fn check_receiver(signature: &Signature, errors: &mut Errors) {
    let message = "a task of an integration takes it as `&self`";
    match signature.receiver() {
        Some(receiver) if matches!(receiver.kind, ReceiverKind::Reference(_, _, None)) => {}
        Some(receiver) => errors.on(receiver, message),
        None => errors.at(signature.paren_token.span.join(), message),
    }
}

/// Takes the `#[task(…)]` off each method.
pub(crate) fn take_options(block: &mut ItemImpl, errors: &mut Errors) -> Vec<task::Options> {
    let methods = block.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    });
    methods
        .map(|function| {
            let is_task = |attribute: &mut Attribute| {
                let last = attribute.path().segments.last();
                last.is_some_and(|last| last.ident == "task")
            };
            let mut tokens = TokenStream::new();
            for attribute in function.attrs.extract_if(.., is_task) {
                match attribute.meta {
                    Meta::Path(_) => {}
                    Meta::List(list) => tokens = list.tokens,
                    Meta::NameValue(meta) => {
                        errors.on(
                            meta,
                            "options go in parentheses: `#[task(timeout = \"30s\")]`",
                        );
                    }
                }
            }
            let args = Args::parse(task::OWNER, task::OPTIONS, tokens, errors);
            task::Options::take(args, errors)
        })
        .collect()
}

/// The type whose `impl` this is.
fn integration<'b>(block: &'b ItemImpl, errors: &mut Errors) -> Option<&'b Path> {
    if let Some((path, _)) = &block.trait_ {
        errors.on(
            path,
            "tasks are the integration's own: write `impl Stripe`, not of a trait",
        );
        return None;
    }
    match &*block.self_ty {
        Type::Path(ty) if ty.qself.is_none() && block.generics.params.is_empty() => Some(&ty.path),
        ty => {
            errors.on(ty, "tasks belong to an integration, which is one type");
            None
        }
    }
}
