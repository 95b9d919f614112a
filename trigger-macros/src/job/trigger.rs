//! `trigger = …`: what starts a job, as it was written. Whether an event exists is for rustc to
//! say; what is built in is read here.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprAssign, ExprCall, ExprPath, Ident, Path};

use crate::args::Args;
use crate::diag::Errors;
use crate::schedule::Schedule;

/// The triggers that are built in. A path of two segments is always an event: `self::every`.
const BUILT_IN: [&str; 4] = ["any", "cron", "every", "invoke"];

/// What starts a job.
pub(crate) enum Trigger {
    /// One event.
    Event(Event),
    /// Each of several.
    Any(Vec<Event>),
    /// The clock.
    Schedule(Schedule),
    /// A call, and where it is written.
    Invoke(Span),
}

/// An event and what it is given in parentheses.
pub(crate) struct Event {
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
        let (name, arguments) = call(&value);
        match name.as_deref() {
            Some("invoke") if arguments.is_none() => Some(Self::Invoke(value.span())),
            Some("invoke") => {
                errors.on(value, "`invoke` takes nothing: write `trigger = invoke`");
                None
            }
            Some("any") => any(&value, arguments, errors).map(Self::Any),
            Some("cron") => Schedule::cron(&value, arguments, errors).map(Self::Schedule),
            Some("every") => Schedule::every(&value, arguments, errors).map(Self::Schedule),
            _ => Event::read(value, errors).map(Self::Event),
        }
    }
}

impl Event {
    /// Reads `path` or `path(parameter = value)`.
    fn read(value: Expr, errors: &mut Errors) -> Option<Self> {
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

/// The name of what may be built in, and what stands in its parentheses.
fn call(value: &Expr) -> (Option<String>, Option<Vec<Expr>>) {
    let (path, arguments) = match value {
        Expr::Call(call) => (&*call.func, Some(call.args.iter().cloned().collect())),
        path => (path, None),
    };
    let name = match path {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident().map(Ident::to_string),
        _ => None,
    };
    (name, arguments)
}

/// Reads `any(a, b(connect = true))`.
fn any(value: &Expr, members: Option<Vec<Expr>>, errors: &mut Errors) -> Option<Vec<Event>> {
    let members = members.unwrap_or_default();
    if members.is_empty() {
        let message = "`any` takes the events that start the job: `any(stripe::on_price_created, stripe::on_price_updated)`";
        errors.on(value, message);
        return None;
    }
    let mistakes = errors.count();
    let mut events: Vec<Event> = Vec::new();
    for member in members {
        let (name, _) = call(&member);
        if let Some(name) = name.filter(|name| BUILT_IN.contains(&name.as_str())) {
            errors.on(member, format!("`any` takes events, and `{name}` is none"));
            continue;
        }
        let Some(event) = Event::read(member, errors) else {
            continue;
        };
        if events.iter().any(|earlier| earlier.is(&event)) {
            let path = event.path.to_token_stream().to_string().replace(' ', "");
            errors.on(event.path, format!("`{path}` is given twice"));
        } else {
            events.push(event);
        }
    }
    (errors.count() == mistakes).then_some(events)
}

impl Event {
    /// Whether another is the same event from the same source.
    fn is(&self, other: &Self) -> bool {
        self.path == other.path && self.parameters == other.parameters
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
