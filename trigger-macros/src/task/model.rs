//! The options and the function of `#[task]`, validated.

use syn::visit::{self, Visit};
use syn::{
    Attribute, GenericArgument, Ident, ItemFn, Lifetime, PathArguments, ReturnType, Signature,
    Type, TypeImplTrait, TypeParamBound, TypeReference,
};

use super::Options;
use crate::args::Args;
use crate::diag::Errors;
use crate::signature;

const WHAT: &str = "a task";

/// A valid task.
pub(crate) struct Task<'f> {
    pub(crate) function: &'f ItemFn,
    pub(crate) ident: &'f Ident,
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) arguments: Vec<Argument<'f>>,
    pub(crate) output: &'f Type,
    pub(crate) name: String,
    pub(crate) options: Options,
}

/// An argument, which the call keeps until it is executed.
pub(crate) struct Argument<'f> {
    pub(crate) name: &'f Ident,
    /// What the function takes.
    pub(crate) written: &'f Type,
    /// What the call keeps: of an `impl Into<T>` the `T`.
    pub(crate) ty: &'f Type,
}

impl Argument<'_> {
    /// Whether the call makes what it keeps of what it is given.
    pub(crate) fn is_converted(&self) -> bool {
        matches!(self.written, Type::ImplTrait(_))
    }
}

impl<'f> Task<'f> {
    pub(crate) fn new(args: Args, function: &'f ItemFn, errors: &mut Errors) -> Option<Self> {
        let signature = &function.sig;
        let ident = &signature.ident;
        let options = Options::take(args, errors);
        // One that is not `async` is understood all the same; what else is wrong is not.
        signature::check_async(WHAT, signature, errors);
        let mistakes = errors.count();
        if let Some(receiver) = signature.receiver() {
            let message = "a task is a free function: for the methods of an integration put `#[tasks]` on the `impl`";
            errors.on(receiver, message);
        }
        signature::check_plain(WHAT, signature, errors);
        let arguments = arguments(signature, errors);
        options.check(&arguments, errors);
        let output = output(signature, errors)?;
        (errors.count() == mistakes).then(|| Self {
            function,
            ident,
            conditions: signature::conditions(&function.attrs),
            docs: signature::docs(&function.attrs),
            arguments,
            output,
            name: match &options.name {
                Some(name) => name.value(),
                None => signature::text(ident),
            },
            options,
        })
    }
}

/// The arguments. Each must be a plain `name: Type` that owns its data.
pub(crate) fn arguments<'f>(signature: &'f Signature, errors: &mut Errors) -> Vec<Argument<'f>> {
    signature::typed(signature)
        .filter_map(|argument| {
            let kept = into(&argument.ty).unwrap_or(&argument.ty);
            Owned { errors }.visit_type(kept);
            let name = signature::name(argument);
            if name.is_none() {
                let message = "a task keeps its arguments by name: write `name: Type`";
                errors.on(&argument.pat, message);
            }
            Some(Argument {
                name: name?,
                written: &argument.ty,
                ty: kept,
            })
        })
        .collect()
}

/// The `T` of `impl Into<T>`.
fn into(ty: &Type) -> Option<&Type> {
    let Type::ImplTrait(ty) = ty else {
        return None;
    };
    let mut bounds = ty.bounds.iter();
    let (Some(TypeParamBound::Trait(bound)), None) = (bounds.next(), bounds.next()) else {
        return None;
    };
    let last = bound.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(kept) if last.ident == "Into" => Some(kept),
        _ => None,
    }
}

/// Reports what a type borrows: the call outlives the place where it is made.
struct Owned<'e> {
    errors: &'e mut Errors,
}

impl<'t> Visit<'t> for Owned<'_> {
    fn visit_type_reference(&mut self, reference: &'t TypeReference) {
        let lifetime = reference.lifetime.as_ref();
        if lifetime.is_some_and(|lifetime| lifetime.ident == "static") {
            visit::visit_type_reference(self, reference);
        } else {
            let message = "a task owns its arguments, so that it can be tried again: take `String` for `&str`, `Vec<T>` for `&[T]`, `T` for `&T`";
            self.errors.on(reference, message);
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'t Lifetime) {
        if lifetime.ident != "static" {
            let message = "a task owns its arguments: take a type without a lifetime";
            self.errors.on(lifetime, message);
        }
    }

    fn visit_type_impl_trait(&mut self, ty: &'t TypeImplTrait) {
        self.errors.on(
            ty,
            "a task keeps its arguments: name the type, or write `impl Into<Type>`",
        );
    }
}

/// The `T` of `-> Result<T>`.
pub(crate) fn output<'f>(signature: &'f Signature, errors: &mut Errors) -> Option<&'f Type> {
    let output = signature::value(&signature.output);
    if let (None, ReturnType::Type(_, ty)) = (output, &signature.output) {
        errors.on(
            ty,
            "a task returns a `Result` and names its value: `Result<T>`",
        );
    }
    output
}
