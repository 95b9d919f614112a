//! The fields that a condition of a filter reads, so that their values can be shown when it does
//! not hold.

use std::collections::BTreeSet;

use quote::ToTokens as _;
use syn::parse::Parser as _;
use syn::visit::{self, Visit};
use syn::{Expr, ExprField, ExprPath, Ident, Macro, Pat, PatIdent, Stmt};

/// A field that is read: how it is written, and the place itself.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) text: String,
    pub(super) place: Expr,
}

/// What names the payload, or parts of it.
pub(super) struct Roots {
    /// The names that the closure's parameter binds.
    names: BTreeSet<Ident>,
    /// Whether there is one name, which stands for the whole payload.
    whole: bool,
}

impl Roots {
    pub(super) fn of(parameter: &Pat) -> Self {
        let pattern = match parameter {
            Pat::Type(typed) => &typed.pat,
            other => other,
        };
        let mut bound = Bound::default();
        bound.visit_pat(pattern);
        Self {
            names: bound.0,
            whole: matches!(pattern, Pat::Ident(_)),
        }
    }

    /// The fields that a condition reads, each once and in order.
    pub(super) fn read_by(&self, condition: &Expr) -> Vec<Field> {
        // Where a name is bound anew, it stands for something else.
        let mut bound = Bound::default();
        bound.visit_expr(condition);
        if !self.names.is_disjoint(&bound.0) {
            return Vec::new();
        }
        let mut reads = Reads {
            roots: self,
            fields: Vec::new(),
        };
        reads.visit_expr(condition);
        reads.fields
    }

    /// How a place is written, if it is a field of the payload.
    fn text(&self, place: &Expr) -> Option<String> {
        match place {
            Expr::Path(ExprPath {
                qself: None, path, ..
            }) => {
                let name = path.get_ident()?;
                self.names.contains(name).then(|| name.to_string())
            }
            Expr::Field(ExprField { base, member, .. }) => {
                let base = self.text(base)?;
                Some(format!("{base}.{}", member.to_token_stream()))
            }
            Expr::Paren(inner) => self.text(&inner.expr),
            Expr::Group(inner) => self.text(&inner.expr),
            _ => None,
        }
    }
}

/// The names that patterns bind.
#[derive(Default)]
struct Bound(BTreeSet<Ident>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        self.0.insert(pattern.ident.clone());
        visit::visit_pat_ident(self, pattern);
    }
}

struct Reads<'r> {
    roots: &'r Roots,
    fields: Vec<Field>,
}

impl Reads<'_> {
    fn read(&mut self, place: &Expr) -> bool {
        let Some(text) = self.roots.text(place) else {
            return false;
        };
        if !self.fields.iter().any(|field| field.text == text) {
            let place = place.clone();
            self.fields.push(Field { text, place });
        }
        true
    }
}

impl<'ast> Visit<'ast> for Reads<'_> {
    fn visit_expr_field(&mut self, field: &'ast ExprField) {
        if !self.read(&Expr::Field(field.clone())) {
            visit::visit_expr_field(self, field);
        }
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        // The whole payload is too much to show.
        if !self.roots.whole {
            self.read(&Expr::Path(path.clone()));
        }
    }

    /// Of `matches!`, what is matched is an expression.
    fn visit_macro(&mut self, call: &'ast Macro) {
        if !call.path.is_ident("matches") {
            return;
        }
        let first = |input: syn::parse::ParseStream| {
            let first = input.parse::<Expr>();
            input.parse::<proc_macro2::TokenStream>()?;
            first
        };
        if let Ok(matched) = first.parse2(call.tokens.clone()) {
            // The expression lives no longer than this call.
            let mut reads = Reads {
                roots: self.roots,
                fields: std::mem::take(&mut self.fields),
            };
            reads.visit_expr(&matched);
            self.fields = reads.fields;
        }
    }

    /// What is declared inside has names of its own.
    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if !matches!(statement, Stmt::Item(_)) {
            visit::visit_stmt(self, statement);
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn fields(closure: &str) -> Vec<String> {
        let closure: syn::ExprClosure = syn::parse_str(closure).expect("a closure");
        let parameter = closure.inputs.first().expect("a parameter");
        let fields = Roots::of(parameter).read_by(&closure.body);
        fields.into_iter().map(|field| field.text).collect()
    }

    #[test]
    fn fields_are_read_through_calls_operators_and_references() {
        assert_eq!(fields(r#"|p| p.currency == "usd""#), ["p.currency"]);
        assert_eq!(
            fields("|p| *p.recurring.interval > LEAST || is_round(&p.amount)"),
            ["p.recurring.interval", "p.amount"]
        );
        assert_eq!(
            fields("|p| p.tags.iter().any(|tag| tag == p.pair.0)"),
            ["p.tags", "p.pair.0"]
        );
        assert_eq!(
            fields("|p| p.recurring.as_ref().is_some_and(|r| r.count > p.least)"),
            ["p.recurring", "p.least"]
        );
        assert_eq!(
            fields("|p| matches!(p.kind, Kind::A | Kind::B)"),
            ["p.kind"]
        );
    }

    #[test]
    fn a_destructured_payload_is_read_by_its_bindings() {
        let closure =
            "|Price { active, plan: Plan { amount, .. }, .. }: &Price| *active && amount.is_some()";
        assert_eq!(fields(closure), ["active", "amount"]);
        assert_eq!(fields("|(first, _)| first.len() > LEAST"), ["first"]);
    }

    #[test]
    fn the_payload_itself_and_the_results_of_calls_are_not_shown() {
        assert!(fields("|p| is_wanted(p)").is_empty());
        assert!(fields("|p| p.total().is_round").is_empty());
        assert_eq!(fields("|p| p.lines[0].amount > LEAST"), ["p.lines"]);
    }

    #[test]
    fn a_name_that_is_bound_anew_is_left_alone() {
        assert!(fields("|p| LIST.iter().any(|p| p.active)").is_empty());
        assert!(fields("|p| { let p = other(); p.active }").is_empty());
    }

    #[test]
    fn each_field_is_shown_once() {
        assert_eq!(fields("|p| p.a > 1 || p.a < 0"), ["p.a"]);
        let place: Expr = parse_quote!((p.a).b);
        let roots = Roots::of(&parse_quote!(p));
        assert_eq!(roots.text(&place).as_deref(), Some("p.a.b"));
    }
}
