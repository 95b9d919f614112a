//! The options and the function of `#[task]`, validated.

use syn::visit::{self, Visit};
use syn::{
    Attribute, FnArg, Ident, ItemFn, Lifetime, LitStr, ReturnType, Signature, Type, TypeImplTrait,
    TypeReference,
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
    pub(crate) ty: &'f Type,
}

impl<'f> Task<'f> {
    pub(crate) fn new(args: Args, function: &'f ItemFn, errors: &mut Errors) -> Option<Self> {
        let signature = &function.sig;
        let options = Options::take(args, errors);
        signature::check_async(WHAT, signature, errors);
        if let Some(FnArg::Receiver(receiver)) = signature.inputs.first() {
            let message = "a task is a free function: for the methods of an integration put `#[tasks]` on the `impl`";
            errors.on(receiver, message);
            return None;
        }
        let concrete = signature::check_generics(WHAT, "name the types", signature, errors);
        let arguments = arguments(signature, errors);
        let output = output(signature, errors);
        let ident = &signature.ident;
        let (arguments, output) = (arguments?, output?);
        concrete.then(|| Self {
            function,
            ident,
            conditions: signature::conditions(&function.attrs),
            docs: signature::docs(&function.attrs),
            arguments,
            output,
            name: options
                .name
                .as_ref()
                .map_or_else(|| ident.to_string(), LitStr::value),
            options,
        })
    }
}

/// The arguments, each of which must be a plain `name: Type` that owns its data.
pub(crate) fn arguments<'f>(
    signature: &'f Signature,
    errors: &mut Errors,
) -> Option<Vec<Argument<'f>>> {
    let arguments: Vec<_> = signature::typed(signature)
        .map(|argument| {
            let name = signature::name(argument);
            if name.is_none() {
                errors.on(
                    &argument.pat,
                    "a task keeps its arguments by name: write `name: Type`",
                );
            }
            let owned = owns(&argument.ty, errors);
            let name = name.filter(|_| owned)?;
            Some(Argument {
                name,
                ty: &argument.ty,
            })
        })
        .collect();
    arguments.into_iter().collect()
}

/// Reports what an argument's type borrows: the call outlives the place where it is made.
fn owns(ty: &Type, errors: &mut Errors) -> bool {
    struct Borrows<'e> {
        errors: &'e mut Errors,
        found: bool,
    }

    impl Borrows<'_> {
        fn report(&mut self, tokens: impl quote::ToTokens, message: &str) {
            self.errors.on(tokens, message);
            self.found = true;
        }
    }

    impl<'t> Visit<'t> for Borrows<'_> {
        fn visit_type_reference(&mut self, reference: &'t TypeReference) {
            let is_static = |lifetime: &Lifetime| lifetime.ident == "static";
            if reference.lifetime.as_ref().is_some_and(is_static) {
                visit::visit_type_reference(self, reference);
            } else {
                let message = "a task owns its arguments, so that it can be tried again: take `String` for `&str`, `Vec<T>` for `&[T]`, `T` for `&T`";
                self.report(reference, message);
            }
        }

        fn visit_lifetime(&mut self, lifetime: &'t Lifetime) {
            if lifetime.ident != "static" {
                self.report(
                    lifetime,
                    "a task owns its arguments: take a type without a lifetime",
                );
            }
        }

        fn visit_type_impl_trait(&mut self, ty: &'t TypeImplTrait) {
            self.report(ty, "a task keeps its arguments: name the type");
        }
    }

    let mut borrows = Borrows {
        errors,
        found: false,
    };
    borrows.visit_type(ty);
    !borrows.found
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
