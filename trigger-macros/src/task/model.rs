//! The options and the function of `#[task]`, validated.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit::{self, Visit};
use syn::{
    Attribute, GenericArgument, Ident, ItemFn, Lifetime, PathArguments, ReturnType, Signature,
    Type, TypeImplTrait, TypeParamBound, TypeReference, TypeTraitObject,
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
    given: Given<'f>,
}

/// How a call, which outlives the place where it is made, comes to own an argument.
enum Given<'f> {
    /// It is given a `T`.
    Owned(&'f Type),
    /// It is given an `impl Into<T>`, and keeps the `T`.
    Into(&'f Type),
    /// It is given a `&T`, and keeps a copy, which it lends to each attempt.
    Lent(&'f Type),
}

impl<'f> Argument<'f> {
    /// The `T` of an `impl Into<T>`.
    pub(crate) fn into(&self) -> Option<&'f Type> {
        match self.given {
            Given::Into(ty) => Some(ty),
            Given::Owned(_) | Given::Lent(_) => None,
        }
    }

    /// The type of what the call keeps.
    pub(crate) fn kept_type(&self) -> TokenStream {
        match self.given {
            Given::Owned(ty) | Given::Into(ty) => quote!(#ty),
            Given::Lent(ty) => owner(ty).unwrap_or_else(|| quote!(#ty)),
        }
    }

    /// What the call makes of what it is given, if it keeps something else.
    pub(crate) fn kept(&self) -> Option<TokenStream> {
        let name = self.name;
        match self.given {
            Given::Owned(_) => None,
            Given::Into(_) => Some(quote!(::core::convert::Into::into(#name))),
            Given::Lent(ty) if owner(ty).is_some() => {
                Some(quote!(::std::borrow::ToOwned::to_owned(#name)))
            }
            Given::Lent(_) => Some(quote!(::core::clone::Clone::clone(#name))),
        }
    }

    /// What the function is given of what is kept in a place.
    pub(crate) fn passed(&self, place: &TokenStream) -> TokenStream {
        match self.given {
            Given::Owned(_) | Given::Into(_) => quote!(#place),
            Given::Lent(_) => quote!(&#place),
        }
    }
}

impl<'f> Given<'f> {
    fn of(written: &'f Type) -> Self {
        if let Some(ty) = into(written) {
            return Self::Into(ty);
        }
        match written {
            Type::Reference(TypeReference {
                lifetime,
                mutability: None,
                elem,
                ..
            }) if lifetime
                .as_ref()
                .is_none_or(|lifetime| lifetime.ident != "static") =>
            {
                Self::Lent(elem)
            }
            _ => Self::Owned(written),
        }
    }

    fn ty(&self) -> &'f Type {
        match self {
            Self::Owned(ty) | Self::Into(ty) | Self::Lent(ty) => ty,
        }
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
        signature::check_concrete(WHAT, signature, errors);
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

/// The arguments. Each must be a plain `name: Type` that owns its data, or a reference to one that
/// does.
pub(crate) fn arguments<'f>(signature: &'f Signature, errors: &mut Errors) -> Vec<Argument<'f>> {
    signature::typed(signature)
        .filter_map(|argument| {
            let given = Given::of(&argument.ty);
            let says = "a task owns its arguments, so that it can be tried again";
            Owned { says, errors }.visit_type(given.ty());
            let name = signature::name(argument);
            if name.is_none() {
                let message = "a task keeps its arguments by name: write `name: Type`";
                errors.on(&argument.pat, message);
            }
            Some(Argument {
                name: name?,
                written: &argument.ty,
                given,
            })
        })
        .collect()
}

/// The types of the standard library that are only ever borrowed, and own their data as another.
const BORROWED: [&str; 4] = ["str", "Path", "OsStr", "CStr"];

/// What owns the data of a borrowed `T`, where that is not a `T`. For all else `ToOwned` would do as
/// well, but a `T` that cannot be copied would then be an error wherever the call is named.
fn owner(ty: &Type) -> Option<TokenStream> {
    match ty {
        Type::Slice(slice) => {
            let item = &slice.elem;
            Some(quote!(::std::vec::Vec<#item>))
        }
        Type::Path(path)
            if path
                .path
                .segments
                .last()
                .is_some_and(|last| BORROWED.iter().any(|borrowed| last.ident == borrowed)) =>
        {
            Some(quote!(<#ty as ::std::borrow::ToOwned>::Owned))
        }
        _ => None,
    }
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

/// Reports what a type borrows: it outlives the place where it is made.
struct Owned<'e> {
    /// The rule.
    says: &'static str,
    errors: &'e mut Errors,
}

impl<'t> Visit<'t> for Owned<'_> {
    fn visit_type_reference(&mut self, reference: &'t TypeReference) {
        let lifetime = reference.lifetime.as_ref();
        if lifetime.is_some_and(|lifetime| lifetime.ident == "static") {
            visit::visit_type_reference(self, reference);
        } else {
            let message = match reference.mutability {
                Some(_) => "what a task changes in an argument is lost: return it",
                None => "write `String` for `&str`, `Vec<T>` for `&[T]`, `T` for `&T`",
            };
            self.errors
                .on(reference, format!("{}: {message}", self.says));
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'t Lifetime) {
        if lifetime.ident != "static" {
            let message = format!("{}: name a type without a lifetime", self.says);
            self.errors.on(lifetime, message);
        }
    }

    fn visit_type_trait_object(&mut self, ty: &'t TypeTraitObject) {
        let message = format!("{}: name the type", self.says);
        self.errors.on(ty, message);
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
    if let Some(ty) = output {
        let says = "what a task returns is kept, and read back later";
        Owned { says, errors }.visit_type(ty);
    }
    output
}
