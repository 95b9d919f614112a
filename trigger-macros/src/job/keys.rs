//! One key for two tasks: the second would get the result of the first.
//!
//! Only what is certain is reported: two calls on the job's own `Io`, or of code on an integration
//! that it takes, with the same literal key, of which one always follows the other. A branch may be
//! taken or not, what a method of an integration takes as a key is known by types only, and other
//! keys are known when the job runs; the engine reports those.

use std::mem;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{
    BinOp, Expr, ExprAsync, ExprBinary, ExprBlock, ExprClosure, ExprForLoop, ExprIf, ExprLit,
    ExprLoop, ExprMatch, ExprMethodCall, ExprWhile, Ident, Item, ItemFn, Lit, LitStr, Local, Macro,
    PatType, Token, Type,
};

use crate::diag::Errors;
use crate::signature;

/// The methods of `Io` that take a key.
const KEYED: [&str; 9] = [
    "run",
    "wait",
    "wait_until",
    "wait_for_event",
    "wait_for_request",
    "send_event",
    "send_events",
    "invoke",
    "invoke_and_wait",
];

/// The macros that evaluate all that they are given.
const JOINS: [&str; 2] = ["join", "try_join"];

/// Reports each literal key that a job surely uses twice.
pub(crate) fn check(function: &ItemFn, errors: &mut Errors) {
    let needs = signature::typed(&function.sig).skip(1);
    let (io, clients): (Vec<_>, Vec<_>) = needs.partition(|argument| is_io(argument));
    let name = |argument: &&'_ PatType| signature::name(argument).cloned();
    let mut keys = Keys {
        io: io.iter().find_map(name),
        clients: clients.iter().filter_map(name).collect(),
        used: Vec::new(),
        errors,
    };
    keys.visit_block(&function.block);
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
    io: Option<Ident>,
    /// What else the job takes: integrations.
    clients: Vec<Ident>,
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

    /// Whether a call's first argument is surely a key.
    fn is_keyed(&self, call: &ExprMethodCall) -> bool {
        let Expr::Path(receiver) = &*call.receiver else {
            return false;
        };
        let receiver = receiver.path.get_ident();
        if receiver.is_some() && receiver == self.io.as_ref() {
            return KEYED.iter().any(|method| call.method == method);
        }
        receiver.is_some_and(|receiver| self.clients.contains(receiver))
            && call.method == "run"
            && matches!(call.args.get(1), Some(Expr::Closure(_)))
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
        if self.is_keyed(call)
            && let Some(Expr::Lit(ExprLit {
                lit: Lit::Str(key), ..
            })) = call.args.first()
        {
            self.call(key);
        }
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        let last = called.path.segments.last();
        if last.is_some_and(|last| JOINS.iter().any(|join| last.ident == join)) {
            let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
            for joined in called.parse_body_with(parser).into_iter().flatten() {
                Keys::visit_expr(self, &joined);
            }
        }
    }

    /// An `else` of a `let` leads away.
    fn visit_local(&mut self, local: &'ast Local) {
        let Some(init) = &local.init else { return };
        self.visit_expr(&init.expr);
        if let Some((_, otherwise)) = &init.diverge {
            self.branch(|keys| keys.visit_expr(otherwise));
        }
    }

    /// A block with a name can be left before its end.
    fn visit_expr_block(&mut self, block: &'ast ExprBlock) {
        match block.label {
            Some(_) => self.branch(|keys| keys.visit_block(&block.block)),
            None => self.visit_block(&block.block),
        }
    }

    /// A future may be dropped.
    fn visit_expr_async(&mut self, future: &'ast ExprAsync) {
        self.branch(|keys| keys.visit_block(&future.block));
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
        let source = format!(
            "async fn job(payload: P, shop: Shop, io: trigger::Io, chat: Chat) {{ {body} }}"
        );
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
    fn every_kind_of_call_that_takes_a_key_counts() {
        for body in [
            r#"io.wait("a", DAY).await?; io.send_event("a", e).await?;"#,
            r#"{ io.wait("a", DAY).await?; } { io.run("a", x()).await?; }"#,
            r#"tokio::join!(io.run("a", x()), io.wait("a", DAY));"#,
            r#"io.run("a", x()).await?; shop.run("a", |shop| shop.stock()).await?;"#,
            r#"shop.run("a", |s| s.x()).await?; chat.run("a", |c| c.x()).await?;"#,
        ] {
            assert_eq!(mistakes(body), 1, "{body}");
        }
    }

    #[test]
    fn what_only_looks_like_a_key_does_not_count() {
        for body in [
            r#"io.run("a", x()).await?; db.run("a").await?;"#,
            r#"shop.run("a").await?; shop.run("a").await?;"#,
            r#"shop.items().get("a"); shop.items().get("a");"#,
            r#"other.run("a", |o| o.x()).await?; other.run("a", |o| o.x()).await?;"#,
        ] {
            assert_eq!(mistakes(body), 0, "{body}");
        }
    }

    #[test]
    fn what_may_be_left_out_is_for_the_engine_to_judge() {
        for body in [
            r#"let Some(b) = b else { return io.run("a", x()).await; }; io.run("a", y()).await"#,
            r#"'b: { if b { break 'b; } io.run("a", x()).await?; } io.run("a", y()).await?;"#,
            r#"let f = async { io.run("a", x()).await }; let g = async { io.run("a", y()).await };"#,
            r#"for b in c { io.run("a", x()).await?; }"#,
            r#"tokio::select! { a = io.run("a", x()) => {}, b = io.run("a", y()) => {} }"#,
            r#"loop { if b { break io.run("a", x()).await?; } }; io.run("a", y()).await?;"#,
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
