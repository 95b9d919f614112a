//! Options that are a closure over one thing: `filter = |payload| payload.active`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprClosure, Pat};

use crate::args::Args;
use crate::diag::Errors;

/// A closure over a payload: the pattern of its parameter, and its body.
pub(crate) struct OverPayload {
    pub(crate) payload: Pat,
    pub(crate) body: Expr,
}

impl OverPayload {
    /// Takes `key = |payload| …`, which looks like `shape`; `message` is what is said of anything
    /// else.
    pub(crate) fn take(
        key: &str,
        shape: &str,
        args: &mut Args,
        message: &str,
        errors: &mut Errors,
    ) -> Option<Self> {
        let value = args.expr(key, shape, errors)?;
        match value {
            Expr::Closure(ExprClosure {
                asyncness: None,
                inputs,
                body,
                ..
            }) if inputs.len() == 1 => Some(Self {
                payload: inputs.into_iter().next()?,
                body: *body,
            }),
            other => {
                errors.on(other, message);
                None
            }
        }
    }
}

/// The parameter of such a closure with its type, which is the payload's unless the user wrote it.
pub(crate) fn parameter(payload: &Pat) -> TokenStream {
    match payload {
        Pat::Type(typed) => quote!(#typed),
        pattern => quote!(#pattern: &Self::Payload),
    }
}
