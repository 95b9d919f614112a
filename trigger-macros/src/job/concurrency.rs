//! `concurrency = 5` and `concurrency(limit = 1, key = |p| p.customer.clone(), group = "stripe")`.

use syn::{Expr, ExprLit, Lit, LitStr};

use crate::args::Args;
use crate::closure::OverPayload;
use crate::diag::Errors;

const OPTIONS: &[&str] = &["limit", "key", "group"];
const LIMIT: &str = "`concurrency` is how many runs execute at once: at least 1";
const KEY: &str = "|payload| payload.customer.clone()";
const NO_KEY: &str =
    "a key is a closure over the payload: `key = |payload| payload.customer.clone()`";

/// How many runs of a job execute at once.
pub(crate) struct Concurrency {
    pub(crate) limit: Expr,
    /// What tells apart the runs that are counted separately.
    pub(crate) key: Option<OverPayload>,
    pub(crate) group: Option<LitStr>,
}

impl Concurrency {
    pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        if !args.is_list("concurrency") {
            let limit = args.expr("concurrency", "5", errors)?;
            return Some(Self {
                limit: checked(limit, errors)?,
                key: None,
                group: None,
            });
        }
        let tokens = args.list("concurrency", "limit = 1", errors)?;
        let mut args = Args::nested("`concurrency`", OPTIONS, tokens, errors);
        let missing = "a concurrency needs its limit: `concurrency(limit = 1, …)`";
        let limit = args
            .require("limit", missing, errors)
            .then(|| args.expr("limit", "1", errors))
            .flatten();
        let key = OverPayload::take("key", KEY, &mut args, NO_KEY, errors);
        let group = args.string("group", errors);
        if let Some(group) = group.as_ref().filter(|group| group.value().is_empty()) {
            errors.on(group, "a group's name cannot be empty");
        }
        Some(Self {
            limit: checked(limit?, errors)?,
            key,
            group,
        })
    }
}

/// The limit, unless it is a number that can be none.
fn checked(limit: Expr, errors: &mut Errors) -> Option<Expr> {
    match &limit {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) if number.base10_parse::<u32>().is_ok_and(|number| number > 0) => Some(limit),
        Expr::Path(_) => Some(limit),
        _ => {
            errors.on(limit, LIMIT);
            None
        }
    }
}
