//! `filter = |payload| condition && condition`.

use syn::{BinOp, Expr, ExprBinary, ExprClosure, Pat};

use crate::args::Args;
use crate::diag::Errors;
use crate::text;

/// What must hold of a payload. The parts of an `&&` are kept apart, so that the one which does
/// not hold can be named.
pub(crate) struct Filter {
    pub(crate) payload: Pat,
    pub(crate) text: String,
    pub(crate) conditions: Vec<Condition>,
}

/// One part, and how it was written.
pub(crate) struct Condition {
    pub(crate) text: String,
    pub(crate) holds: Expr,
}

impl Filter {
    pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let value = args.expr("filter", "|payload| payload.active", errors)?;
        let Expr::Closure(ExprClosure {
            asyncness: None,
            inputs,
            body,
            ..
        }) = &value
        else {
            errors.on(
                value,
                "a filter is a closure: `filter = |payload| payload.active`",
            );
            return None;
        };
        let mut inputs = inputs.iter();
        let (Some(payload), None) = (inputs.next(), inputs.next()) else {
            let message = "a filter takes the payload: `filter = |payload| payload.active`";
            errors.on(value, message);
            return None;
        };
        let mut conditions = Vec::new();
        split(body, &mut conditions);
        Some(Self {
            payload: payload.clone(),
            text: text::of(body),
            conditions,
        })
    }
}

fn split(expression: &Expr, conditions: &mut Vec<Condition>) {
    match expression {
        Expr::Binary(ExprBinary {
            left,
            op: BinOp::And(_),
            right,
            ..
        }) => {
            split(left, conditions);
            split(right, conditions);
        }
        Expr::Paren(inner) if is_and(&inner.expr) => split(&inner.expr, conditions),
        Expr::Group(inner) => split(&inner.expr, conditions),
        condition => conditions.push(Condition {
            text: text::of(condition),
            holds: condition.clone(),
        }),
    }
}

fn is_and(expression: &Expr) -> bool {
    match expression {
        Expr::Binary(binary) => matches!(binary.op, BinOp::And(_)),
        Expr::Paren(inner) => is_and(&inner.expr),
        Expr::Group(inner) => is_and(&inner.expr),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(source: &str) -> Vec<String> {
        let mut conditions = Vec::new();
        split(
            &syn::parse_str(source).expect("an expression"),
            &mut conditions,
        );
        conditions
            .into_iter()
            .map(|condition| condition.text)
            .collect()
    }

    #[test]
    fn each_part_of_an_and_is_a_condition_through_parentheses() {
        assert_eq!(
            conditions("a.b == 1 && (c && (d || e && f))"),
            ["a.b == 1", "c", "(d || e && f)"]
        );
    }

    #[test]
    fn an_or_is_one_condition() {
        assert_eq!(conditions("a && b || c"), ["a && b || c"]);
    }
}
