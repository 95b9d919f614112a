//! Closures over the arguments of a task: `properties = |id| properties! { "Price" => id }`.

use syn::{Expr, ExprClosure, Ident, Pat};

use super::Argument;
use crate::args::Args;
use crate::diag::{self, Errors};
use crate::signature;

/// What is said of a call, from some of its arguments.
pub(crate) struct About {
    pub(crate) arguments: Vec<Ident>,
    pub(crate) says: Expr,
}

impl About {
    pub(super) fn take(key: &str, args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let value = args.expr(key, "|id| …", errors)?;
        let Expr::Closure(ExprClosure {
            asyncness: None,
            inputs,
            body,
            ..
        }) = value
        else {
            let message =
                format!("`{key}` is a closure over the task's arguments: `{key} = |id| …`");
            errors.on(value, message);
            return None;
        };
        let arguments = inputs.into_iter().filter_map(|input| match input {
            Pat::Ident(pattern) if pattern.subpat.is_none() => Some(pattern.ident),
            other => {
                errors.on(other, "name an argument of the task");
                None
            }
        });
        Some(Self {
            arguments: arguments.collect(),
            says: *body,
        })
    }

    /// Reports the names that no argument has.
    pub(super) fn check(&self, arguments: &[Argument], errors: &mut Errors) {
        check_names(&self.arguments, arguments, errors);
    }
}

/// Reports the names that no argument has.
pub(super) fn check_names(named: &[Ident], arguments: &[Argument], errors: &mut Errors) {
    let names: Vec<_> = arguments
        .iter()
        .map(|argument| signature::text(argument.name))
        .collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    for named in named {
        let text = signature::text(named);
        if names.contains(&text.as_str()) {
            continue;
        }
        let message = match diag::similar(&text, names.iter().copied()) {
            Some(near) => format!("the task takes no `{text}`: did you mean `{near}`?"),
            None if names.is_empty() => format!("the task takes no `{text}`: it takes nothing"),
            None => format!(
                "the task takes no `{text}`: it takes {}",
                diag::list(&names)
            ),
        };
        errors.on(named, message);
    }
}
