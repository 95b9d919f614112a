//! One key for two tasks: the second would get the result of the first.
//!
//! Only what is certain is reported: two calls on the job's own `Io`, with the same literal key, of
//! which one always follows the other. A branch may be taken or not, and other keys are known only
//! when the job runs; the engine reports those.

use std::mem;

use syn::visit::{self, Visit};
use syn::{
    BinOp, Expr, ExprBinary, ExprClosure, ExprForLoop, ExprIf, ExprLit, ExprLoop, ExprMatch,
    ExprMethodCall, ExprWhile, Ident, Item, ItemFn, Lit, LitStr, PatType, Type,
};

use crate::diag::Errors;
use crate::signature;

/// The methods of `Io` that take a key.
const KEYED: [&str; 3] = ["run", "wait", "send_event"];

/// Reports each literal key that a job surely uses twice.
pub(crate) fn check(function: &ItemFn, errors: &mut Errors) {
    let Some(io) = signature::typed(&function.sig).find(|argument| is_io(argument)) else {
        return;
    };
    if let Some(io) = signature::name(io) {
        let mut keys = Keys {
            io,
            used: Vec::new(),
            errors,
        };
        keys.visit_block(&function.block);
    }
}

fn is_io(argument: &PatType) -> bool {
    match &*argument.ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "Io"),
        _ => false,
    }
}

struct Keys<'e> {
    io: &'e Ident,
    /// The keys of the calls that are made before the code that is being visited.
    used: Vec<String>,
    errors: &'e mut Errors,
}

impl Keys<'_> {
    /// Visits code that may be left out: what it uses is not used for certain afterwards.
    fn branch(&mut self, visit: impl FnOnce(&mut Self)) {
        let used = self.used.clone();
        visit(self);
        self.used = used;
    }

    /// Visits code that runs elsewhere: in a task of its own, or later.
    fn elsewhere(&mut self, visit: impl FnOnce(&mut Self)) {
        let used = mem::take(&mut self.used);
        visit(self);
        self.used = used;
    }

    fn call(&mut self, key: &LitStr) {
        let text = key.value();
        if self.used.contains(&text) {
            let message = format!(
                "`{text}` is used twice: the second call would get the first one's result; give it another key"
            );
            self.errors.on(key, message);
        } else {
            self.used.push(text);
        }
    }
}

impl<'ast> Visit<'ast> for Keys<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        let on_io = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident(self.io));
        if on_io
            && KEYED.iter().any(|method| call.method == method)
            && let Some(Expr::Lit(ExprLit {
                lit: Lit::Str(key), ..
            })) = call.args.first()
        {
            self.call(key);
        }
    }

    fn visit_expr_if(&mut self, branches: &'ast ExprIf) {
        self.visit_expr(&branches.cond);
        self.branch(|keys| keys.visit_block(&branches.then_branch));
        if let Some((_, otherwise)) = &branches.else_branch {
            self.branch(|keys| keys.visit_expr(otherwise));
        }
    }

    fn visit_expr_match(&mut self, branches: &'ast ExprMatch) {
        self.visit_expr(&branches.expr);
        for arm in &branches.arms {
            self.branch(|keys| keys.visit_arm(arm));
        }
    }

    fn visit_expr_for_loop(&mut self, repeated: &'ast ExprForLoop) {
        self.visit_expr(&repeated.expr);
        self.branch(|keys| keys.visit_block(&repeated.body));
    }

    fn visit_expr_while(&mut self, repeated: &'ast ExprWhile) {
        self.branch(|keys| visit::visit_expr_while(keys, repeated));
    }

    fn visit_expr_loop(&mut self, repeated: &'ast ExprLoop) {
        self.branch(|keys| visit::visit_expr_loop(keys, repeated));
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        self.visit_expr(&binary.left);
        match binary.op {
            BinOp::And(_) | BinOp::Or(_) => self.branch(|keys| keys.visit_expr(&binary.right)),
            _ => self.visit_expr(&binary.right),
        }
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.elsewhere(|keys| visit::visit_expr_closure(keys, closure));
    }

    /// An item inside the function knows nothing of its `io`.
    fn visit_item(&mut self, _: &'ast Item) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(body: &str) -> usize {
        let source = format!("async fn job(payload: P, io: trigger::Io) {{ {body} }}");
        let function = syn::parse_str(&source).expect("a function");
        let mut errors = Errors::default();
        check(&function, &mut errors);
        errors.count()
    }

    #[test]
    fn a_call_that_always_follows_another_needs_its_own_key() {
        assert_eq!(
            mistakes(r#"io.run("a", x()).await?; io.wait("a", SECOND).await?;"#),
            1
        );
        assert_eq!(
            mistakes(r#"io.run("a", x()).await?; if b { io.run("a", x()).await?; }"#),
            1
        );
        assert_eq!(
            mistakes(r#"io.run("a", x()).await?; io.run("b", x()).await?;"#),
            0
        );
    }

    #[test]
    fn what_may_be_left_out_is_for_the_engine_to_judge() {
        for body in [
            r#"if b { io.run("a", x()).await? } else { io.run("a", y()).await? }"#,
            r#"match b { 1 => io.run("a", x()).await?, _ => io.run("a", y()).await? }"#,
            r#"if b { io.run("a", x()).await?; return; } io.run("a", y()).await?;"#,
            r#"while b { io.run("a", x()).await?; break; } io.run("a", y()).await?;"#,
        ] {
            assert_eq!(mistakes(body), 0, "{body}");
        }
    }

    #[test]
    fn a_nested_task_has_keys_of_its_own_and_lines_have_none() {
        assert_eq!(
            mistakes(r#"io.run("a", || async { io.run("a", x()).await }).await?;"#),
            0
        );
        assert_eq!(
            mistakes(r#"io.log().info("a", ()); io.log().info("a", ());"#),
            0
        );
    }
}
