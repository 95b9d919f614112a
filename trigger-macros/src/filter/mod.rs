//! `filter = |payload| condition && condition`.

mod fields;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{BinOp, Expr, ExprBinary, ExprBlock, Pat, Stmt};

use self::fields::{Field, Roots};
use crate::args::Args;
use crate::closure::OverPayload;
use crate::diag::Errors;
use crate::text;

/// What must hold of a payload. The parts of an `&&` are kept apart, so that the one which does
/// not hold can be named.
pub(crate) struct Filter {
    pub(crate) payload: Pat,
    pub(crate) text: String,
    conditions: Vec<Condition>,
}

/// One part, how it was written, and what it reads.
struct Condition {
    text: String,
    holds: Expr,
    fields: Vec<Field>,
}

impl Filter {
    pub(crate) fn take(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let message = "a filter is a closure over the payload: `filter = |payload| payload.active`";
        let shape = "|payload| payload.active";
        let filter = OverPayload::take("filter", shape, args, message, errors)?;
        let OverPayload { payload, body } = filter;
        let roots = Roots::of(&payload);
        let mut conditions = Vec::new();
        split(&body, &mut conditions);
        let conditions = conditions.into_iter().map(|condition| Condition {
            text: text::of(condition),
            holds: condition.clone(),
            fields: roots.read_by(condition),
        });
        Some(Self {
            conditions: conditions.collect(),
            text: text::of(&body),
            payload,
        })
    }

    /// What the generated code has to import for [`Self::verdict`].
    pub(crate) fn import(&self) -> Option<TokenStream> {
        let mut conditions = self.conditions.iter();
        let shows = conditions.any(|condition| !condition.fields.is_empty());
        shows.then(|| {
            quote!(
                use __private::NotShown as _;
            )
        })
    }

    /// What it says of the payload, as an expression.
    pub(crate) fn verdict(&self) -> TokenStream {
        let mut verdicts = self.conditions.iter().map(Condition::verdict);
        let first = verdicts.next();
        quote!(#first #(.and(|| #verdicts))*)
    }
}

impl Condition {
    fn verdict(&self) -> TokenStream {
        let Self {
            text,
            holds,
            fields,
        } = self;
        let fields = fields.iter().map(
            |Field { text, place }| quote!(.showing(#text, || __private::Shown(&#place).show())),
        );
        quote!(__private::Verdict::of(#holds, #text) #(#fields)*)
    }
}

/// The parts that `&&` joins.
fn split<'e>(expression: &'e Expr, conditions: &mut Vec<&'e Expr>) {
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
        // Braces around one expression only set it apart.
        Expr::Block(ExprBlock {
            label: None, block, ..
        }) => match block.stmts.as_slice() {
            [Stmt::Expr(inner, None)] => split(inner, conditions),
            _ => conditions.push(expression),
        },
        condition => conditions.push(condition),
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
        let expression = syn::parse_str(source).expect("an expression");
        let mut conditions = Vec::new();
        split(&expression, &mut conditions);
        conditions.into_iter().map(text::of).collect()
    }

    #[test]
    fn each_part_of_an_and_is_a_condition_through_parentheses() {
        assert_eq!(
            conditions("a.b == 1 && (c && (d || e && f))"),
            ["a.b == 1", "c", "(d || e && f)"]
        );
    }

    #[test]
    fn braces_around_one_expression_are_left_out() {
        assert_eq!(conditions("{ a && b }"), ["a", "b"]);
        assert_eq!(conditions("{ f(); a && b }"), ["{ f(); a && b }"]);
    }

    #[test]
    fn an_or_is_one_condition() {
        assert_eq!(conditions("a && b || c"), ["a && b || c"]);
    }
}
