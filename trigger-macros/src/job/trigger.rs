//! `trigger = path` and `trigger = path(parameter = value)`.

use syn::{Expr, ExprAssign, ExprCall, ExprPath, Ident, Path};

use crate::args::Args;
use crate::diag::Errors;

/// What starts a job, as it was written; whether it exists is for rustc to say.
pub(crate) struct Trigger {
    pub(crate) path: Path,
    pub(crate) parameters: Vec<(Ident, Expr)>,
}

impl Trigger {
    pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let missing = "a job needs a trigger: `#[job(trigger = stripe::on_price_created)]`";
        if !args.require("trigger", missing, errors) {
            return None;
        }
        let value = args.expr("trigger", "stripe::on_price_created", errors)?;
        let (path, arguments) = match value {
            Expr::Call(ExprCall { func, args, .. }) => (*func, args.into_iter().collect()),
            path => (path, Vec::new()),
        };
        let Expr::Path(ExprPath {
            qself: None, path, ..
        }) = path
        else {
            let message = "a trigger is a path: `trigger = stripe::on_price_created`";
            errors.on(path, message);
            return None;
        };
        let parameters = arguments
            .into_iter()
            .filter_map(|argument| parameter(argument, errors));
        let parameters = parameters.collect();
        Some(Self { path, parameters })
    }
}

fn parameter(argument: Expr, errors: &mut Errors) -> Option<(Ident, Expr)> {
    if let Expr::Assign(ExprAssign { left, right, .. }) = &argument
        && let Expr::Path(ExprPath {
            qself: None, path, ..
        }) = &**left
        && let Some(name) = path.get_ident()
    {
        return Some((name.clone(), (**right).clone()));
    }
    errors.on(
        argument,
        "a trigger's parameters have names: `connect = true`",
    );
    None
}
