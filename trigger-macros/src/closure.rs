//! Options that are a closure over one thing: `filter = |payload| payload.active`.

use syn::{Expr, ExprClosure};

use crate::diag::Errors;

/// The closure, or `None` once `message` has said that this is none, or one of something else.
pub(crate) fn over_one(value: Expr, message: &str, errors: &mut Errors) -> Option<ExprClosure> {
    match value {
        Expr::Closure(closure) if closure.inputs.len() == 1 && closure.asyncness.is_none() => {
            Some(closure)
        }
        other => {
            errors.on(other, message);
            None
        }
    }
}
